import type { EventDraft, EventPayload, EventType } from '../events.ts'
import type { CommandId, DisputeId, EscrowId } from '../ids.ts'
import { formatCents } from '../money.ts'
import type { OrderChange, Outcome, Recorder } from './change.ts'
import type { OrderCommand } from './command.ts'
import type { OperatorKind } from './operator.ts'
import type { OrderState } from './state.ts'
import { amountOf, type OrderTerms } from './terms.ts'

/** One move of the state machine: what to commit, under which name, and the state once it is committed. */
export type Step = { readonly record: Recorder; readonly change: OrderChange; readonly next: OrderState }

type Draft = Omit<OrderChange, 'key' | 'orderId' | 'expectedVersion' | 'terms' | 'status' | 'milestones'>

/**
 * Completes a draft into a step: key, version guard and the state that follows from it.
 * `by` is the command that caused it; `name` tells apart the several steps of one command.
 */
export function makeStep(
  state: OrderState,
  record: Recorder,
  by: { commandId: CommandId; name: string },
  next: Partial<Pick<OrderState, keyof Omit<OrderState, 'terms' | 'version'>>>,
  draft: Draft,
): Step {
  const after: OrderState = { ...state, ...next, version: state.version + 1 }
  return {
    record,
    next: after,
    change: {
      ...draft,
      key: `${state.terms.orderId}:${by.commandId}:${by.name}`,
      orderId: state.terms.orderId,
      expectedVersion: state.version,
      terms: state.terms,
      status: after.status,
      ...(after.finalStatus !== null && { finalStatus: after.finalStatus }),
      ...(hasMoved(state, after) && { milestones: after.milestones }),
    },
  }
}

/** A copy that is equal moved nothing, and is not worth a write. */
function hasMoved(before: OrderState, after: OrderState): boolean {
  return after.milestones.some(({ status }, index) => status !== before.milestones[index]?.status)
}

export function pending(commandId: CommandId, kind: OrderCommand['kind']): Outcome {
  return { commandId, kind, status: 'PENDING' }
}

export function succeeded(commandId: CommandId, kind: OrderCommand['kind'] | OperatorKind | 'create'): Outcome {
  return { commandId, kind, status: 'SUCCEEDED' }
}

/** An order has one escrow, so its id is the order's with another prefix. */
export function escrowIdOf(terms: OrderTerms): EscrowId {
  return `esc_${terms.orderId.slice('ord_'.length)}`
}

/** An order has at most one dispute, because a resolution closes it. */
export function disputeIdOf(terms: OrderTerms): DisputeId {
  return `dsp_${terms.orderId.slice('ord_'.length)}`
}

/** An event of the order itself, with the facts that a subscriber needs to act without asking back. */
export function orderEvent(terms: OrderTerms, type: EventType, extra: EventPayload = {}): EventDraft {
  return {
    type,
    aggregateId: terms.orderId,
    payload: {
      orderId: terms.orderId,
      buyerId: terms.buyerId,
      sellerId: terms.sellerId,
      amount: formatCents(amountOf(terms)),
      currency: terms.currency,
      ...extra,
    },
  }
}

/** An event of the order's contract; `extra` names the transaction that shows it. */
export function escrowEvent(
  { escrowId, contractId }: { escrowId: EscrowId; contractId: string },
  terms: OrderTerms,
  type: EventType,
  extra: EventPayload = {},
): EventDraft {
  return { type, aggregateId: escrowId, payload: { escrowId, orderId: terms.orderId, contractId, ...extra } }
}

/** A move on one user's balance, caused by this order. */
export function balanceEvent(terms: OrderTerms, type: EventType, userId: string, extra: EventPayload = {}): EventDraft {
  return {
    type,
    aggregateId: userId,
    payload: {
      userId,
      orderId: terms.orderId,
      amount: formatCents(amountOf(terms)),
      currency: terms.currency,
      ...extra,
    },
  }
}
