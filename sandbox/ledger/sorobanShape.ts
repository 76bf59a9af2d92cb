import { declaredResourceFeeStroops, exceedsTransactionLimits, type TransactionLimits } from '../soroban/resources.ts'
import type { ResultCode } from './results.ts'
import type { TransactionFrame } from './transactionFrame.ts'

const SOROBAN_OPERATIONS: readonly string[] = ['invokeHostFunction', 'extendFootprintTtl', 'restoreFootprint']

/** What is wrong with the contract part of a transaction: the operation and its resources go together, or neither. */
export function sorobanRefusal(frame: TransactionFrame, limits: TransactionLimits): ResultCode | undefined {
  const isSoroban = frame.inner.operations.some(({ body }) => SOROBAN_OPERATIONS.includes(body.type))
  if (!isSoroban) return frame.sorobanData === undefined ? undefined : 'txMalformed'
  if (frame.inner.operations.length !== 1 || frame.sorobanData === undefined) return 'txMalformed'
  const { resources, resourceFee } = frame.sorobanData
  if (exceedsTransactionLimits(resources, limits)) return 'txSorobanInvalid'
  return resourceFee < declaredResourceFeeStroops(resources) ? 'txSorobanInvalid' : undefined
}
