import { declaredResourceFeeStroops, exceedsTransactionLimits } from '../soroban/resources.ts'
import type { ResultCode } from './results.ts'
import type { TransactionFrame } from './transactionFrame.ts'

/** What is wrong with the contract part of a transaction: the operation and its resources go together, or neither. */
export function sorobanRefusal(frame: TransactionFrame): ResultCode | undefined {
  const calls = frame.inner.operations.filter((operation) => operation.body.type === 'invokeHostFunction').length
  if (calls === 0) return frame.sorobanData === undefined ? undefined : 'txMalformed'
  if (frame.inner.operations.length !== 1 || frame.sorobanData === undefined) return 'txMalformed'
  const { resources, resourceFee } = frame.sorobanData
  if (exceedsTransactionLimits(resources)) return 'txSorobanInvalid'
  return resourceFee < declaredResourceFeeStroops(resources) ? 'txSorobanInvalid' : undefined
}
