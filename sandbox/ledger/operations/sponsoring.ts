import { xdr } from '@stellar/stellar-sdk'
import { addressOf } from '../account.ts'
import { inner } from '../results.ts'
import type { OperationRule } from './operationRule.ts'

const beginResult = (value: xdr.BeginSponsoringFutureReservesResult): xdr.OperationResult =>
  inner(xdr.OperationResultTr.beginSponsoringFutureReserves(value))
const endResult = (value: xdr.EndSponsoringFutureReservesResult): xdr.OperationResult =>
  inner(xdr.OperationResultTr.endSponsoringFutureReserves(value))

/** From here on the source pays the reserves of what the sponsored account creates. */
export function beginSponsoringRule(operation: xdr.BeginSponsoringFutureReservesOp): OperationRule {
  const Result = xdr.BeginSponsoringFutureReservesResult
  const sponsored = addressOf(operation.sponsoredId)
  const success = beginResult(Result.beginSponsoringFutureReservesSuccess())
  return {
    threshold: 'medium',
    success,
    check: (source) =>
      source === sponsored ? beginResult(Result.beginSponsoringFutureReservesMalformed()) : undefined,
    apply: ({ source, sponsorships }) => {
      if (sponsorships.has(sponsored)) return beginResult(Result.beginSponsoringFutureReservesAlreadySponsored())
      const isChained = sponsorships.has(source) || [...sponsorships.values()].includes(sponsored)
      if (isChained) return beginResult(Result.beginSponsoringFutureReservesRecursive())
      sponsorships.set(sponsored, source)
      return success
    },
  }
}

/** The sponsored account itself ends the sponsorship; one left open fails the whole transaction. */
export function endSponsoringRule(): OperationRule {
  const Result = xdr.EndSponsoringFutureReservesResult
  const success = endResult(Result.endSponsoringFutureReservesSuccess())
  return {
    threshold: 'medium',
    success,
    check: () => undefined,
    apply: ({ source, sponsorships }) =>
      sponsorships.delete(source) ? success : endResult(Result.endSponsoringFutureReservesNotSponsored()),
  }
}
