import { OfferHubError } from '../errors/offerHubError.ts'
import type { Withdrawal } from '../generated/types.ts'

/** Nothing was paid, and the money is back in the user's balance. */
export class WithdrawalFailedError extends OfferHubError {
  override readonly name = 'WithdrawalFailedError'
  /** The withdrawal as it ended; `failure` says why. */
  readonly withdrawal: Withdrawal

  constructor(withdrawal: Withdrawal) {
    super(`Withdrawal ${withdrawal.id} failed: ${withdrawal.failure?.message ?? 'no reason is known.'}`)
    this.withdrawal = withdrawal
  }
}

/** The withdrawal was not paid in time. It may still be. */
export class WithdrawalTimeoutError extends OfferHubError {
  override readonly name = 'WithdrawalTimeoutError'
  readonly withdrawalId: string

  constructor(withdrawalId: string, timeoutMs: number) {
    super(`Withdrawal ${withdrawalId} was not paid within ${timeoutMs} ms. It goes on by itself; wait for it again.`)
    this.withdrawalId = withdrawalId
  }
}
