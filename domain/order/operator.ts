import type { CommandId } from '../ids.ts'
import type { DeadlineKind } from './deadlines.ts'

/** What support may ask of an order beside the commands of its parties. None of it is part of the state machine. */
export const OPERATOR_KINDS = ['abort', 'resolveManually', 'extendDeadline'] as const
export type OperatorKind = (typeof OPERATOR_KINDS)[number]

/** Who did it and why: every action leaves a row that says so. */
type Base = { readonly commandId: CommandId; readonly by: string; readonly reason: string }

/** Closes an order whose money is not on chain yet, whatever stands in its way, and gives the reservation back. */
export type AbortCommand = Base & { readonly kind: 'abort' }

/** The stuck step was done by hand: this transaction shows it. */
export type ResolveManuallyCommand = Base & {
  readonly kind: 'resolveManually'
  /** Hex, of the transaction or of the fee bump around it. */
  readonly transactionHash: string
}

export type ExtendDeadlineCommand = Base & {
  readonly kind: 'extendDeadline'
  readonly deadline: DeadlineKind
  /** The milestone's reference; only for the review of a milestone. */
  readonly ref?: string
  /** The new moment, as an ISO string; later than the old one. */
  readonly until: string
}

export type OperatorCommand = AbortCommand | ResolveManuallyCommand | ExtendDeadlineCommand

/** What is written down about something that support did. Plain JSON. */
export type OperatorAction = {
  /** Tells apart the actions on one order; the same key is written once. */
  readonly key: string
  readonly action: OperatorKind | 'retryNow'
  readonly by: string
  readonly reason: string
  readonly details: Readonly<Record<string, string | null>>
}

/** Under which a request to try again is written down: it is no command, so its id is not one of a command either. */
export function retryKey(request: string): string {
  return `retry:${request}`
}
