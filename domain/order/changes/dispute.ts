import type { EventDraft, EventType } from '../../events.ts'
import type { CommandId } from '../../ids.ts'
import { invariant } from '../../invariant.ts'
import type { ChainProof } from '../../ledger/posting.ts'
import { formatCents, stroops } from '../../money.ts'
import type { DisputePatch, PaidOut } from '../change.ts'
import type { DisputeCommand } from '../command.ts'
import type { DisputeState } from '../dispute.ts'
import { withOpenMilestones } from '../milestones.ts'
import type { OrderState, Resolution } from '../state.ts'
import type { FinalStatus } from '../status.ts'
import { disputeIdOf, escrowEvent, makeStep, orderEvent, pending, type Step, succeeded } from '../step.ts'
import { escrowOf } from './escrowOf.ts'
import { payOut } from './payOut.ts'

/** The parties disagree: the order is frozen at once, the contract follows. */
export function openDispute(state: OrderState, command: DisputeCommand): Step {
  const { commandId, openedBy, reason, description } = command
  const dispute: DisputeState = { disputeId: disputeIdOf(state.terms), openedBy, reason, onChain: false }
  const escrow = { ...escrowOf(state), status: 'DISPUTED' } as const
  return makeStep(
    state,
    'recordDispute',
    { commandId, name: 'opened' },
    {
      status: 'DISPUTED',
      escrow,
      dispute,
      milestones: withOpenMilestones(state, 'DISPUTED'),
      underway: { commandId, kind: 'dispute' },
    },
    {
      stamps: [],
      escrow,
      dispute: { ...patchOf(dispute, 'OPEN'), ...(description !== undefined && { description }) },
      outcome: succeeded(commandId, 'dispute'),
      events: [
        orderEvent(state.terms, 'order.disputed', { status: 'DISPUTED', ...factsOf(dispute) }),
        disputeEvent(state, 'dispute.opened', dispute),
      ],
    },
  )
}

/** The contract itself is frozen now, signed by the party that opened the dispute. */
export function frozen(state: OrderState, commandId: CommandId, proof: ChainProof): Step {
  const dispute = { ...disputeOf(state), onChain: true }
  const escrow = escrowOf(state)
  return makeStep(
    state,
    'recordFrozenContract',
    { commandId, name: 'frozen' },
    { dispute, underway: payingOut(state.resolution) },
    {
      stamps: [],
      events: [escrowEvent(escrow, state.terms, 'escrow.disputed', { transactionHash: proof.transactionHash })],
    },
  )
}

/** Support has decided. The payment follows as soon as the contract is frozen. */
export function acceptDecision(state: OrderState, resolution: Resolution): Step {
  const { commandId, ...decision } = resolution
  return makeStep(
    state,
    'recordDecision',
    { commandId, name: 'decided' },
    {
      resolution,
      milestones: withOpenMilestones(state, 'RESOLVING'),
      ...(state.dispute?.onChain && { underway: payingOut(resolution) }),
    },
    {
      stamps: [],
      dispute: { ...patchOf(disputeOf(state), 'OPEN'), resolution: decision },
      outcome: pending(commandId, 'resolve'),
      events: [],
    },
  )
}

function payingOut(resolution: Resolution | null): OrderState['underway'] {
  return resolution && { commandId: resolution.commandId, kind: 'resolve' }
}

const FINAL_STATUS = {
  FULL_RELEASE: 'RELEASED',
  FULL_REFUND: 'REFUNDED',
  SPLIT: 'SPLIT',
} as const satisfies Record<Resolution['decision'], FinalStatus>

/** The contract has paid out as decided: the dispute is settled and the order closes. */
export function resolved(state: OrderState, resolution: Resolution, proof: ChainProof, paid: PaidOut): Step {
  const { patch, event } = settleDispute(state, resolution)
  return payOut(state, {
    record: 'recordResolution',
    commandId: resolution.commandId,
    kind: 'resolve',
    finalStatus: FINAL_STATUS[resolution.decision],
    proof,
    paid,
    dispute: patch,
    extraEvents: [event],
  })
}

/** What the end of a dispute adds to the change that pays the last of it out. */
export function settleDispute(state: OrderState, resolution: Resolution): { patch: DisputePatch; event: EventDraft } {
  const dispute = disputeOf(state)
  const { commandId: _, ...decision } = resolution
  return {
    patch: { ...patchOf(dispute, 'RESOLVED'), resolution: decision },
    event: disputeEvent(state, 'dispute.resolved', dispute, {
      decision: resolution.decision,
      releaseAmount: formatCents(stroops(BigInt(resolution.releaseStroops))),
      refundAmount: formatCents(stroops(BigInt(resolution.refundStroops))),
    }),
  }
}

function disputeOf(state: OrderState): DisputeState {
  invariant(state.dispute, `Order ${state.terms.orderId} is ${state.status} but has no dispute`)
  return state.dispute
}

function patchOf({ disputeId, openedBy, reason }: DisputeState, status: DisputePatch['status']): DisputePatch {
  return { disputeId, openedBy, reason, status }
}

function factsOf({ disputeId, openedBy, reason }: DisputeState): {
  disputeId: string
  openedBy: string
  reason: string
} {
  return { disputeId, openedBy, reason }
}

function disputeEvent(
  state: OrderState,
  type: EventType,
  dispute: DisputeState,
  extra: EventDraft['payload'] = {},
): EventDraft {
  return {
    type,
    aggregateId: dispute.disputeId,
    payload: { ...factsOf(dispute), orderId: state.terms.orderId, ...extra },
  }
}
