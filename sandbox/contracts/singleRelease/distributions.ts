import type { Host } from '../../soroban/host.ts'
import { check, refuse } from './errors.ts'
import { AmountOverflow, type Payout, type Share, sumAmounts } from './fees.ts'

const MAX_DISTRIBUTIONS = 50

/** Errors 38 and 45 come before any look at the caller. Returns the gross total. */
export function checkDistributions(host: Host, shares: readonly Share[]): bigint {
  for (const share of shares) check(host, share.amount > 0n, 'AmountsToBeTransferredShouldBePositive')
  const total = orOverflow(host, () => sumAmounts(shares))
  check(host, shares.length <= MAX_DISTRIBUTIONS, 'TooManyDistributions')
  return total
}

/** Turns an arithmetic overflow into the contract's error 17. */
export function orOverflow<T extends bigint | Payout>(host: Host, compute: () => T): T {
  try {
    return compute()
  } catch (error) {
    if (error instanceof AmountOverflow) refuse(host, 'Overflow')
    throw error
  }
}
