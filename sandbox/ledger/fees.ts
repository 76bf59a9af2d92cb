import { BASE_FEE_STROOPS } from './constants.ts'
import type { TransactionFrame } from './transactionFrame.ts'

/** The resource fee a contract call declares; it comes on top of the inclusion fee. */
export function resourceFeeStroops(frame: TransactionFrame): bigint {
  return frame.sorobanData?.resourceFee ?? 0n
}

/** The least the network takes for carrying the transaction; a fee bump counts as one more operation. */
export function minimumInclusionFeeStroops(frame: TransactionFrame): bigint {
  return BASE_FEE_STROOPS * BigInt(frame.inner.operations.length + (frame.feeBump ? 1 : 0))
}

/** What the bid leaves for inclusion after the resource fee. */
export function inclusionBidStroops(frame: TransactionFrame): bigint {
  return frame.feeBidStroops - resourceFeeStroops(frame)
}

/** What is charged: without surge pricing the minimum inclusion fee, plus the whole declared resource fee. */
export function chargedFeeStroops(frame: TransactionFrame): bigint {
  return minimumInclusionFeeStroops(frame) + resourceFeeStroops(frame)
}

/**
 * A fee bump must bid at least the inner transaction's rate per operation, compared without dividing:
 * outer bid / (operations + 1) >= inner bid / operations.
 */
export function outbidsInner(frame: TransactionFrame): boolean {
  const innerMinimum = BASE_FEE_STROOPS * BigInt(frame.inner.operations.length)
  const innerBid = BigInt(frame.inner.fee) - resourceFeeStroops(frame)
  return inclusionBidStroops(frame) * innerMinimum >= innerBid * minimumInclusionFeeStroops(frame)
}
