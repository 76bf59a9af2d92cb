/**
 * What became of a build. A build changes nothing anywhere, so every kind may be repeated without harm; only some are worth it.
 * not_visible_yet: the vendor does not see what we just did. balance_moved: the shares of a resolution do not add up to
 * what the escrow holds where the vendor looked. throttled: its rate limit. unavailable: no answer, or its fault.
 * refused: the contract would refuse the call, or the request is wrong. no_access: the API key is not accepted.
 */
export type BuildFailure = 'not_visible_yet' | 'balance_moved' | 'throttled' | 'unavailable' | 'refused' | 'no_access'

export class TrustlessWorkError extends Error {
  override readonly name = 'TrustlessWorkError'
  readonly failure: BuildFailure
  /** The vendor's own words, or ours where it gave none. */
  readonly vendorText: string
  readonly retryAfterMs: number | undefined
  constructor(operation: string, failure: BuildFailure, vendorText: string, retryAfterMs?: number) {
    super(`Trustless Work did not build the ${operation} transaction (${failure}): ${vendorText}`)
    this.failure = failure
    this.vendorText = vendorText
    this.retryAfterMs = retryAfterMs
  }
}
