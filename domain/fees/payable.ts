import { invariant } from '../invariant.ts'
import { releasePayout } from '../ledger/personPayout.ts'
import { resolutionPayout } from '../ledger/resolutionPayout.ts'
import { type Stroops, stroops } from '../money.ts'
import type { FeePolicy } from '../order/terms.ts'
import { overdraws } from './overdraw.ts'

/** What a platform charges and who bears the contract's own fee: fixed for an order when it is created. */
export type FeeTerms = { readonly platformFeeBps: number; readonly feePolicy: FeePolicy }

const ONE_CENT = stroops(100_000n)
const NOTHING = stroops(0n)
const MOST_CENTS = 10_000n

/**
 * Whether a release and a refund of this amount each leave somebody at least a cent. Less would show as 0.00, and nobody
 * could reserve it.
 */
export function isPayable(amount: Stroops, { platformFeeBps, feePolicy }: FeeTerms): boolean {
  const release = releasePayout(amount, platformFeeBps, feePolicy)
  const refund = resolutionPayout({ release: NOTHING, refund: amount, dust: NOTHING }, platformFeeBps, feePolicy)
  return release.credited >= ONE_CENT && refund.buyer.credited >= ONE_CENT && !overdraws([amount], platformFeeBps)
}

/** The smallest amount in whole cents that is payable. */
export function smallestPayable(fees: FeeTerms): Stroops {
  for (let cents = 1n; cents <= MOST_CENTS; cents += 1n) {
    const amount = stroops(cents * ONE_CENT)
    if (isPayable(amount, fees)) return amount
  }
  invariant(false, `No amount up to ${MOST_CENTS} cents is payable with ${fees.platformFeeBps} basis points of fee`)
}

/** One resolution of the contract: of the whole order, or of one milestone. */
type Part = { readonly release: Stroops; readonly refund: Stroops }

/** Whether all these resolutions can be paid by the contract, and whoever gets anything gets a cent at least. */
export function isSplitPayable(parts: readonly Part[], { platformFeeBps, feePolicy }: FeeTerms): boolean {
  const paid = parts.filter(({ release, refund }) => release + refund > 0n)
  const payouts = paid.map((part) => resolutionPayout({ ...part, dust: NOTHING }, platformFeeBps, feePolicy))
  const isEnough = (gross: bigint, credited: bigint) => gross === 0n || credited >= ONE_CENT
  return (
    paid.every(({ release, refund }) => !overdraws([release, refund].filter(isPositive), platformFeeBps)) &&
    isEnough(sum(paid.map(({ release }) => release)), sum(payouts.map(({ seller }) => seller.credited))) &&
    isEnough(sum(paid.map(({ refund }) => refund)), sum(payouts.map(({ buyer }) => buyer.credited)))
  )
}

function isPositive(amount: Stroops): boolean {
  return amount > 0n
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n)
}
