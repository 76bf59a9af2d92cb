import type { ErrorCode, Rejection } from '../errors.ts'
import { ERRORS } from '../errors.ts'
import { unreachable } from '../invariant.ts'
import { formatCents } from '../money.ts'
import type { Actor, OrderCommand, ResolveCommand } from './command.ts'
import { divide } from './dispute.ts'
import type { OrderState, Resolution } from './state.ts'
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
    return reject('FORBIDDEN', `${command.actor} may not ask for "${command.kind}" on order ${state.terms.orderId}.`, {
      allowedActors: TRANSITIONS[command.kind].actors,
    })
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
      // Paying the whole amount at once would not be what buyer and seller agreed on, so no money goes in.
      if (hasMilestones(state.terms)) {
        return reject('MILESTONES_NOT_AVAILABLE', ERRORS.MILESTONES_NOT_AVAILABLE.meaning, {
          allowedActions: openActions(state),
        })
      }
      return { accepted: true, plan: { do: 'createEscrow' } }
    case 'fund':
      if (state.queuedFund !== null || state.underway?.kind === 'fund') return wrongState(state, command)
      return { accepted: true, plan: { do: state.status === 'ESCROW_CREATING' ? 'queueFund' : 'fund' } }
    case 'release':
      return { accepted: true, plan: { do: 'release' } }
    case 'refund':
      return { accepted: true, plan: { do: 'refund' } }
    case 'dispute':
      return { accepted: true, plan: { do: 'dispute' } }
    case 'resolve':
      return state.resolution === null ? decideResolution(state, command) : wrongState(state, command)
    default:
      return unreachable(command)
  }
}

function decideResolution(state: OrderState, command: ResolveCommand): Decision {
  const amount = amountOf(state.terms)
  const division = divide(amount, command.decision, command)
  if (division === null) {
    const rule = `Both parts must be positive and add up to the order's amount, ${formatCents(amount)}.`
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

/** Nobody named means that the marketplace speaks for the buyer. */
function mayAsk(terms: OrderTerms, command: OrderCommand): boolean {
  const role = roleOf(terms, command.actor ?? 'BUYER')
  return role !== null && TRANSITIONS[command.kind].actors.includes(role)
}

function roleOf(terms: OrderTerms, actor: Actor): 'BUYER' | 'SELLER' | 'SUPPORT' | null {
  if (actor === 'BUYER' || actor === terms.buyerId) return 'BUYER'
  if (actor === 'SELLER' || actor === terms.sellerId) return 'SELLER'
  return actor === 'SUPPORT' ? 'SUPPORT' : null
}

/** The commands that this very order takes now: the table's, less what is already under way or cannot be for this order. */
export function openActions(state: OrderState): OrderCommand['kind'][] {
  const funding = state.queuedFund !== null || state.underway?.kind === 'fund'
  const decided = state.resolution !== null
  const closed = new Set<OrderCommand['kind']>()
  if (funding) closed.add('fund')
  if (decided) closed.add('resolve')
  if (hasMilestones(state.terms)) closed.add('createEscrow')
  return allowedActions(state.status).filter((kind) => !closed.has(kind))
}

function hasMilestones(terms: OrderTerms): boolean {
  return (terms.milestones?.length ?? 0) > 0
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
