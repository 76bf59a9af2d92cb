import { ChainStepError } from './errors.ts'

/** The network's minimum for one operation. */
export const MIN_FEE_STROOPS = 100n
/**
 * What the first attempt offers for one operation, 0.001 XLM. A ledger charges everybody its lowest accepted offer, not
 * what was offered, so that this costs nothing in quiet times and gets through all but a heavy surge.
 */
const FIRST_BID_STROOPS = 10_000n
/** Each further attempt of a step bids four times as much, so that a fee surge cannot starve it. */
const RAISE = 4n
const MAX_RAISES = 8

/** What we offer for one operation at the n-th attempt, kept below the cap for `operations` of them. */
export function feeBid(attempt: number, operations: number, capStroops: bigint): bigint {
  const raises = BigInt(Math.min(Math.max(attempt - 1, 0), MAX_RAISES))
  const wanted = FIRST_BID_STROOPS * RAISE ** raises
  const affordable = capStroops / BigInt(Math.max(operations, 1))
  return max(MIN_FEE_STROOPS, min(wanted, affordable))
}

/**
 * The base fee of a fee bump around a contract call of one operation. The outer transaction counts as one operation more,
 * and pays the resource fee of the inner one.
 */
export function bumpFee(
  innerFeeStroops: bigint,
  resourceFeeStroops: bigint,
  attempt: number,
  capStroops: bigint,
): bigint {
  return inclusionBid({ innerFeeStroops, resourceFeeStroops, attempt, capStroops, operations: 2n })
}

/** The whole fee of a contract call that is not wrapped: what it offers anyway, or this attempt's bid where that is more. */
export function raisedFee(feeStroops: bigint, resourceFeeStroops: bigint, attempt: number, capStroops: bigint): bigint {
  const bid = { innerFeeStroops: feeStroops, resourceFeeStroops, attempt, capStroops, operations: 1n }
  return inclusionBid(bid) + resourceFeeStroops
}

/** True when a fee leaves no room under the cap for an offer that is worth making after it. */
export function isAtCap(feeStroops: bigint, capStroops: bigint): boolean {
  return feeStroops * 2n > capStroops
}

type Bid = {
  readonly innerFeeStroops: bigint
  readonly resourceFeeStroops: bigint
  readonly attempt: number
  readonly capStroops: bigint
  readonly operations: bigint
}

/** Per operation: never less than the transaction itself offers, which the network would refuse for a fee bump. */
function inclusionBid({ innerFeeStroops, resourceFeeStroops, attempt, capStroops, operations }: Bid): bigint {
  const inclusion = max(innerFeeStroops - resourceFeeStroops, MIN_FEE_STROOPS)
  const bid = max(inclusion, feeBid(attempt, Number(operations), capStroops - resourceFeeStroops))
  if (bid * operations + resourceFeeStroops <= capStroops) return bid
  const lowest = inclusion * operations + resourceFeeStroops
  if (lowest <= capStroops) return inclusion
  throw new ChainStepError({
    verdict: 'ask_human',
    message: `The transaction costs ${lowest} stroops of XLM, over the cap of ${capStroops}. Raise the cap or wait for lower fees.`,
  })
}

function max(left: bigint, right: bigint): bigint {
  return left > right ? left : right
}

function min(left: bigint, right: bigint): bigint {
  return left < right ? left : right
}
