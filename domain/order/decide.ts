import type { ErrorCode, Rejection } from '../errors.ts'
import { ERRORS } from '../errors.ts'
import { unreachable } from '../invariant.ts'
import { formatCents } from '../money.ts'
import type {
  Actor,
  CompleteMilestoneCommand,
  OrderCommand,
  ReleaseMilestoneCommand,
  ResolveCommand,
} from './command.ts'
import { divide } from './dispute.ts'
import { busyMilestone, findMilestone, hasMilestones, type Milestone, openAmount } from './milestones.ts'
import type { MilestoneState, OrderState, Resolution } from './state.ts'
import type { MilestoneStatus } from './status.ts'
import { amountOf, type OrderTerms } from './terms.ts'
import { allowedActions, TRANSITIONS } from './transitions.ts'

/** What an accepted command sets in motion. */
export type Plan =
  | { readonly do: 'reserve' }
  | { readonly do: 'cancel' }
  | { readonly do: 'createEscrow' }
  | { readonly do: 'fund' }
  /** The contract is still being deployed: fund as soon as it stands. */
  | { readonly do: 'queueFund' }
  | { readonly do: 'completeMilestone'; readonly milestone: Milestone }
  | { readonly do: 'releaseMilestone'; readonly milestone: Milestone }
  | { readonly do: 'release' }
  | { readonly do: 'refund' }
  | { readonly do: 'dispute' }
  /** Paid out as soon as the contract itself is frozen, which it may be already. */
  | { readonly do: 'resolve'; readonly resolution: Resolution }

export type Decision =
  | { readonly accepted: true; readonly plan: Plan }
  | { readonly accepted: false; readonly rejection: Rejection }

/** Says whether an order takes a command, and what follows. Pure: the same state and command give the same decision. */
export function decide(state: OrderState, command: OrderCommand): Decision {
  if (!mayAsk(state.terms, command)) {
    return reject(
      'FORBIDDEN',
      `${command.actor ?? 'Nobody named'} may not ask for "${command.kind}" on order ${state.terms.orderId}.`,
      {
        allowedActors: TRANSITIONS[command.kind].actors,
      },
    )
  }
  if (!TRANSITIONS[command.kind].from.includes(state.status)) return wrongState(state, command)
  switch (command.kind) {
    case 'reserve':
      if (command.amount !== undefined && command.amount !== state.terms.amountStroops) {
        return reject('RESERVE_MISMATCH_AMOUNT', ERRORS.RESERVE_MISMATCH_AMOUNT.meaning, {
          orderAmount: formatCents(amountOf(state.terms)),
          requestedAmount: formatCents(amountOf({ amountStroops: command.amount })),
        })
      }
      return { accepted: true, plan: { do: 'reserve' } }
    case 'cancel':
      return { accepted: true, plan: { do: 'cancel' } }
    case 'createEscrow':
      return { accepted: true, plan: { do: 'createEscrow' } }
    case 'fund':
      if (state.queuedFund !== null || state.underway?.kind === 'fund') return wrongState(state, command)
      return { accepted: true, plan: { do: state.status === 'ESCROW_CREATING' ? 'queueFund' : 'fund' } }
    case 'completeMilestone':
    case 'releaseMilestone':
      return decideMilestone(state, command)
    case 'release':
    case 'refund':
    case 'dispute': {
      // What is under way for one milestone would come between the steps for all of them.
      const busy = busyMilestone(state)
      return busy === null ? { accepted: true, plan: { do: command.kind } } : milestoneBusy(state, command, busy)
    }
    case 'resolve':
      return state.resolution === null ? decideResolution(state, command) : wrongState(state, command)
    default:
      return unreachable(command)
  }
}

function decideResolution(state: OrderState, command: ResolveCommand): Decision {
  const amount = openAmount(state)
  const division = divide(amount, command.decision, command)
  if (division === null) {
    const rule = `Both parts must be positive and add up to ${amountInWords(state)}.`
    return reject('VALIDATION_ERROR', `The split of order ${state.terms.orderId} is not possible. ${rule}`, {
      fields: [
        { field: 'releaseAmount', message: rule },
        { field: 'refundAmount', message: rule },
      ],
    })
  }
  const { commandId, decision, note } = command
  const parts = { releaseStroops: String(division.release), refundStroops: String(division.refund) }
  return {
    accepted: true,
    plan: { do: 'resolve', resolution: { commandId, decision, ...parts, ...(note !== undefined && { note }) } },
  }
}

function amountInWords(state: OrderState): string {
  const open = formatCents(openAmount(state))
  return hasMilestones(state.terms) ? `what has not been paid out, ${open}` : `the order's amount, ${open}`
}

/** In which states of its own a milestone takes a command. */
const MILESTONE_FROM: Readonly<Record<'completeMilestone' | 'releaseMilestone', readonly MilestoneStatus[]>> = {
  completeMilestone: ['PENDING'],
  releaseMilestone: ['PENDING', 'COMPLETED'],
}

function decideMilestone(state: OrderState, command: CompleteMilestoneCommand | ReleaseMilestoneCommand): Decision {
  const { orderId } = state.terms
  const milestone = findMilestone(state, command.ref)
  if (milestone === null) {
    return reject('MILESTONE_NOT_FOUND', `Order ${orderId} has no milestone "${command.ref}".`, {
      milestones: state.milestones.map(({ ref }) => ref),
    })
  }
  if (MILESTONE_FROM[command.kind].includes(milestone.status)) {
    return { accepted: true, plan: { do: command.kind, milestone } }
  }
  return reject(
    'INVALID_STATE',
    `Milestone "${milestone.ref}" of order ${orderId} is ${milestone.status}: "${command.kind}" is not possible now.`,
    { currentStatus: state.status, milestoneStatus: milestone.status, allowedActions: openActions(state) },
  )
}

function milestoneBusy(state: OrderState, command: OrderCommand, busy: MilestoneState): Decision {
  return reject(
    'INVALID_STATE',
    `Milestone "${busy.ref}" of order ${state.terms.orderId} is ${busy.status}: "${command.kind}" is possible when that is done.`,
    { currentStatus: state.status, milestoneStatus: busy.status, allowedActions: openActions(state) },
  )
}

/** Nobody named means that the marketplace speaks for the buyer, or for the seller where only the seller can ask. */
function mayAsk(terms: OrderTerms, command: OrderCommand): boolean {
  const { actors, byClock = false } = TRANSITIONS[command.kind]
  if (command.actor === 'CLOCK') return byClock
  const role = roleOf(terms, command.actor ?? (actors.includes('BUYER') ? 'BUYER' : 'SELLER'))
  return role !== null && actors.includes(role)
}

function roleOf(terms: OrderTerms, actor: Actor): 'BUYER' | 'SELLER' | 'SUPPORT' | null {
  if (actor === 'BUYER' || actor === terms.buyerId) return 'BUYER'
  if (actor === 'SELLER' || actor === terms.sellerId) return 'SELLER'
  return actor === 'SUPPORT' ? 'SUPPORT' : null
}

/** The commands that this very order takes now: the table's, less what is already under way or cannot be for this order. */
export function openActions(state: OrderState): OrderCommand['kind'][] {
  return allowedActions(state.status).filter((kind) => isOpen(state, kind))
}

function isOpen(state: OrderState, kind: OrderCommand['kind']): boolean {
  switch (kind) {
    case 'fund':
      return state.queuedFund === null && state.underway?.kind !== 'fund'
    case 'resolve':
      return state.resolution === null
    case 'completeMilestone':
    case 'releaseMilestone':
      return state.milestones.some(({ status }) => MILESTONE_FROM[kind].includes(status))
    case 'release':
    case 'refund':
    case 'dispute':
      return busyMilestone(state) === null
    default:
      return true
  }
}

function wrongState(state: OrderState, command: OrderCommand): Decision {
  return reject(
    'INVALID_STATE',
    `Order ${state.terms.orderId} is ${state.status}: "${command.kind}" is not possible now.`,
    {
      currentStatus: state.status,
      allowedActions: openActions(state),
    },
  )
}

function reject(code: ErrorCode, message: string, details?: Record<string, unknown>): Decision {
  return { accepted: false, rejection: details ? { code, message, details } : { code, message } }
}
