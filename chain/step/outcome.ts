import type { ErrorSource } from '../escrow/errorNames.ts'
import type { RpcFailure } from '../rpc/errors.ts'
import type { DecodedResult } from './result.ts'

/** What is known of an envelope that the network does not show. */
export type EnvelopeLife =
  /** It can still be applied. */
  | 'may_apply'
  /** Its time is over and it was never applied. */
  | 'expired'
  /** Another transaction took its sequence number, so it never was and never can be applied. */
  | 'sequence_used'
  /** Its time is over, but the server's memory is too short to tell whether it was applied. */
  | 'unprovable'

/** Everything that can come back while an envelope is sent and watched. */
export type Outcome =
  | { readonly source: 'send'; readonly status: 'PENDING' | 'DUPLICATE' | 'TRY_AGAIN_LATER' }
  | { readonly source: 'send'; readonly status: 'ERROR'; readonly result: DecodedResult }
  | { readonly source: 'lookup'; readonly status: 'SUCCESS' }
  | {
      readonly source: 'lookup'
      readonly status: 'FAILED'
      readonly result: DecodedResult
      readonly raisedBy: { readonly contract: ErrorSource; readonly code: number } | null
    }
  | { readonly source: 'lookup'; readonly status: 'NOT_FOUND'; readonly life: EnvelopeLife }
  | { readonly source: 'network'; readonly call: 'send' | 'lookup'; readonly failure: RpcFailure }

/**
 * applied: on the ledger, done. failed_for_good: on the ledger without effect, and a new envelope would fare no better.
 * rebuild: this envelope can never apply, a new one may. resend: the same bytes again. keep_asking: look it up again.
 * ask_human: going on by itself would be wrong or useless.
 */
export type Verdict = 'applied' | 'failed_for_good' | 'rebuild' | 'resend' | 'keep_asking' | 'ask_human'

export type Judgement = { readonly verdict: Verdict; readonly reason: string }
