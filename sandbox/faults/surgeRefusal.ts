import type { xdr } from '@stellar/stellar-sdk'
import { inclusionBidStroops, minimumInclusionFeeStroops, resourceFeeStroops } from '../ledger/fees.ts'
import { outerRefusal } from '../ledger/results.ts'
import type { TransactionFrame } from '../ledger/transactionFrame.ts'

/** Refuses a bid below `factor` times the usual minimum; like the network, the refusal names the fee that would do. */
export function surgeRefusal(frame: TransactionFrame, factor: number): xdr.TransactionResult | undefined {
  const required = minimumInclusionFeeStroops(frame) * BigInt(factor)
  if (factor <= 1 || inclusionBidStroops(frame) >= required) return undefined
  return outerRefusal('txInsufficientFee', required + resourceFeeStroops(frame))
}
