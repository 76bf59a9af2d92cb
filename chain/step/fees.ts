import { ChainStepError } from './errors.ts'

/** The network's minimum for one operation. */
const MIN_FEE_STROOPS = 100n
/** Each further attempt of a step bids four times as much, so that a fee surge cannot starve it. */
const RAISE = 4n
const MAX_RAISES = 8

/** What we offer for one operation at the n-th attempt, kept below the cap for `operations` of them. */
export function feeBid(attempt: number, operations: number, capStroops: bigint): bigint {
  const raises = BigInt(Math.min(Math.max(attempt - 1, 0), MAX_RAISES))
  const wanted = MIN_FEE_STROOPS * RAISE ** raises
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
  const inclusion = max(innerFeeStroops - resourceFeeStroops, MIN_FEE_STROOPS)
  const base = max(inclusion, feeBid(attempt, 2, capStroops - resourceFeeStroops))
  const total = base * 2n + resourceFeeStroops
  if (total <= capStroops) return base
  const lowest = inclusion * 2n + resourceFeeStroops
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
