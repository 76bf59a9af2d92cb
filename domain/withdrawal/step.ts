import type { EventDraft, EventPayload, EventType } from '../events.ts'
import type { CommandId } from '../ids.ts'
import { formatCents, formatExact } from '../money.ts'
import type { WithdrawalChange, WithdrawalPosting } from './change.ts'
import type { WithdrawalStatus } from './status.ts'
import { type WithdrawalTerms, withdrawalAmount } from './terms.ts'

/** A withdrawal as its workflow knows it. Plain JSON. */
export type WithdrawalState<S extends WithdrawalStatus = WithdrawalStatus> = {
  readonly terms: WithdrawalTerms
  readonly commandId: CommandId
  readonly status: S
  readonly version: number
}

/** One move: what to commit, and the withdrawal once it is committed. */
export type WithdrawalStep<S extends WithdrawalStatus = WithdrawalStatus> = {
  readonly change: WithdrawalChange
  readonly next: WithdrawalState<S>
}

type Before = Pick<WithdrawalState, 'terms' | 'commandId' | 'version'>
type Draft = Omit<WithdrawalChange, 'key' | 'withdrawalId' | 'expectedVersion' | 'terms' | 'commandId' | 'status'> & {
  readonly posting: WithdrawalPosting
}

/** Completes a draft into a step: key, version guard and the state that follows from it. */
export function makeWithdrawalStep<S extends WithdrawalStatus>(
  { terms, commandId, version }: Before,
  status: S,
  draft: Draft,
): WithdrawalStep<S> {
  const { withdrawalId } = terms
  const key = `${withdrawalId}:${draft.posting.rule}` as const
  return {
    change: { ...draft, key, withdrawalId, expectedVersion: version, terms, commandId, status },
    next: { terms, commandId, status, version: version + 1 },
  }
}

/** An event of the withdrawal itself, with the facts that a subscriber needs to act without asking back. */
export function withdrawalEvent(
  terms: WithdrawalTerms,
  type: EventType,
  status: WithdrawalStatus,
  extra: EventPayload = {},
): EventDraft {
  const { withdrawalId, userId, destination, memo } = terms
  const amount = withdrawalAmount(terms)
  return {
    type,
    aggregateId: withdrawalId,
    payload: {
      withdrawalId,
      userId,
      amount: formatCents(amount),
      amountExact: formatExact(amount),
      currency: 'USD',
      destination,
      memoType: memo?.type ?? null,
      memo: memo?.value ?? null,
      status,
      ...extra,
    },
  }
}

/** A move on the user's balance, caused by this withdrawal. */
export function withdrawalBalanceEvent(
  terms: WithdrawalTerms,
  type: 'balance.reserved' | 'balance.debited' | 'balance.unreserved',
  reason: string,
): EventDraft {
  const { withdrawalId, userId } = terms
  const amount = formatCents(withdrawalAmount(terms))
  return { type, aggregateId: userId, payload: { userId, withdrawalId, amount, currency: 'USD', reason } }
}
