import { xdr } from '@stellar/stellar-sdk'
import { applyLifeChanges, isPersistent, planRestoration, totalRentStroops } from '../../soroban/lifeTimes.ts'
import { offeredRentStroops } from '../../soroban/resources.ts'
import { inner } from '../results.ts'
import type { TransactionFrame } from '../transactionFrame.ts'
import type { OperationContext, OperationRule } from './operationRule.ts'

const Result = xdr.RestoreFootprintResult
const result = (value: xdr.RestoreFootprintResult): xdr.OperationResult =>
  inner(xdr.OperationResultTr.restoreFootprint(value))

/** Brings the archived ones among the entries of the read-write footprint back; the others are passed over. */
export function restoreFootprintRule(): OperationRule {
  const success = result(Result.restoreFootprintSuccess())
  return {
    threshold: 'low',
    success,
    check: (_source, frame) => (isMalformed(frame) ? result(Result.restoreFootprintMalformed()) : undefined),
    apply: (context) => {
      const refusal = restore(context)
      return refusal === undefined ? success : result(refusal)
    },
  }
}

function isMalformed({ sorobanData }: TransactionFrame): boolean {
  const footprint = sorobanData?.resources.footprint
  return footprint === undefined || footprint.readOnly.length > 0 || !footprint.readWrite.every(isPersistent)
}

function restore({ overlay, at, frame }: OperationContext): xdr.RestoreFootprintResult | undefined {
  const { sorobanData } = frame
  if (sorobanData === undefined) return Result.restoreFootprintMalformed()
  const { footprint, diskReadBytes, writeBytes } = sorobanData.resources
  const changes = planRestoration(overlay, footprint.readWrite, at.sequence)
  const bytes = changes.reduce((total, change) => total + change.bytes, 0)
  if (bytes > diskReadBytes || bytes > writeBytes) return Result.restoreFootprintResourceLimitExceeded()
  if (totalRentStroops(changes) > offeredRentStroops(sorobanData)) {
    return Result.restoreFootprintInsufficientRefundableFee()
  }
  applyLifeChanges(overlay, changes)
  return undefined
}
