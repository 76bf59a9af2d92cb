import type { Host } from '../../soroban/host.ts'
import { AmountOverflow, type Payout, type Share, sumAmounts } from './fees.ts'
import type { Refusals } from './refusals.ts'

const MAX_DISTRIBUTIONS = 50

/** Positive amounts and their number are looked at before the caller is. Returns the gross total. */
export function checkDistributions(
  host: Host,
  shares: readonly Share[],
  refusals: Refusals<'AmountsToBeTransferredShouldBePositive' | 'Overflow' | 'TooManyDistributions'>,
): bigint {
  const allPositive = shares.every((share) => share.amount > 0n)
  refusals.check(host, allPositive, 'AmountsToBeTransferredShouldBePositive')
  const total = orOverflow(host, refusals, () => sumAmounts(shares))
  refusals.check(host, shares.length <= MAX_DISTRIBUTIONS, 'TooManyDistributions')
  return total
}

/** Turns an arithmetic overflow into the contract's own error. */
export function orOverflow<T extends bigint | Payout>(host: Host, refusals: Refusals<'Overflow'>, compute: () => T): T {
  try {
    return compute()
  } catch (error) {
    if (error instanceof AmountOverflow) refusals.refuse(host, 'Overflow')
    throw error
  }
}
