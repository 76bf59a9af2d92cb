import { xdr } from '@stellar/stellar-sdk'
import { applyLifeChanges, hasLifeTime, planExtension, totalRentStroops } from '../../soroban/lifeTimes.ts'
import { offeredRentStroops } from '../../soroban/resources.ts'
import { MAX_TTL_LEDGERS } from '../constants.ts'
import { inner } from '../results.ts'
import type { TransactionFrame } from '../transactionFrame.ts'
import type { OperationRule } from './operationRule.ts'

const Result = xdr.ExtendFootprintTtlResult
const result = (value: xdr.ExtendFootprintTtlResult): xdr.OperationResult =>
  inner(xdr.OperationResultTr.extendFootprintTtl(value))

/** Lets the contract entries of the read-only footprint live longer; missing and archived ones are passed over. */
export function extendFootprintTtlRule({ extendTo }: xdr.ExtendFootprintTtlOp): OperationRule {
  const success = result(Result.extendFootprintTtlSuccess())
  return {
    threshold: 'low',
    success,
    check: (_source, frame) =>
      isMalformed(frame, extendTo) ? result(Result.extendFootprintTtlMalformed()) : undefined,
    apply: ({ overlay, at, frame: { sorobanData } }) => {
      if (sorobanData === undefined) return result(Result.extendFootprintTtlMalformed())
      const { readOnly } = sorobanData.resources.footprint
      const changes = planExtension(overlay, readOnly, at.sequence, extendTo)
      if (totalRentStroops(changes) > offeredRentStroops(sorobanData)) {
        return result(Result.extendFootprintTtlInsufficientRefundableFee())
      }
      applyLifeChanges(overlay, changes)
      return success
    },
  }
}

function isMalformed({ sorobanData }: TransactionFrame, extendTo: number): boolean {
  const footprint = sorobanData?.resources.footprint
  if (footprint === undefined || footprint.readWrite.length > 0) return true
  return !footprint.readOnly.every(hasLifeTime) || extendTo > MAX_TTL_LEDGERS
}
