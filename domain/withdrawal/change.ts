import type { Rejection } from '../errors.ts'
import type { EventDraft } from '../events.ts'
import type { CommandId, WithdrawalId } from '../ids.ts'
import type { ChainProof } from '../ledger/posting.ts'
import type { Outcome } from '../order/change.ts'
import type { WithdrawalFailure } from './failure.ts'
import type { WithdrawalStatus } from './status.ts'
import type { WithdrawalTerms } from './terms.ts'

/** The ledger effect of a change, by posting rule. The terms supply user and amount. */
export type WithdrawalPosting =
  | { readonly rule: 'request' }
  | { readonly rule: 'paid'; readonly proof: ChainProof }
  | { readonly rule: 'return' }

/** What support may do about a withdrawal that does not go on. */
export const WITHDRAWAL_ACTIONS = ['retryNow', 'giveUp'] as const

/** What is written down about something that support did to a withdrawal. The same key is written once. */
export type WithdrawalAction = {
  readonly key: string
  readonly action: (typeof WITHDRAWAL_ACTIONS)[number]
  readonly by: string
  readonly reason: string
  readonly details: Readonly<Record<string, string | null>>
}

/**
 * One committed step of a withdrawal: all that one SQL transaction writes. Plain JSON, because it travels to an activity.
 * `key` names the posting too, and makes a second run return the first one's result.
 */
export type WithdrawalChange = {
  readonly key: `${WithdrawalId}:${WithdrawalPosting['rule']}`
  readonly withdrawalId: WithdrawalId
  /** The version of the row that this change was decided on; 0 creates the row. */
  readonly expectedVersion: number
  readonly terms: WithdrawalTerms
  /** The command that asked for the withdrawal. */
  readonly commandId: CommandId
  readonly status: WithdrawalStatus
  readonly posting: WithdrawalPosting
  readonly failure?: WithdrawalFailure
  readonly operatorAction?: WithdrawalAction
  readonly outcome?: Outcome
  readonly events: readonly EventDraft[]
}

/**
 * What the database made of a change. A refused request has written its rejection as the command's outcome and nothing
 * else; a refused return (an envelope that may still be applied, or was) has written nothing.
 */
export type WithdrawalResult = { readonly applied: true } | { readonly applied: false; readonly rejection: Rejection }
