import { xdr } from '@stellar/stellar-sdk'
import { accountId } from '../../xdr/addresses.ts'
import { dataKey } from '../keys.ts'
import { ledgerEntry, sponsorOf } from '../ledgerEntry.ts'
import { returnSubentryReserve, takeSubentryReserve } from '../reserves.ts'
import { inner } from '../results.ts'
import type { OperationContext, OperationRule } from './operationRule.ts'

const Result = xdr.ManageDataResult
const result = (value: xdr.ManageDataResult): xdr.OperationResult => inner(xdr.OperationResultTr.manageData(value))

/** Sets or (without a value) removes a named data entry. */
export function manageDataRule(operation: xdr.ManageDataOp): OperationRule {
  const success = result(Result.manageDataSuccess())
  return {
    threshold: 'medium',
    success,
    check: () => (operation.dataName.length === 0 ? result(Result.manageDataInvalidName()) : undefined),
    apply: (context) => manageData(context, operation) ?? success,
  }
}

function manageData(context: OperationContext, operation: xdr.ManageDataOp): xdr.OperationResult | undefined {
  const { overlay, source, sponsorships } = context
  const key = dataKey(source, operation.dataName)
  const existing = overlay.get(key)
  if (operation.dataValue === null) {
    if (existing === undefined) return result(Result.manageDataNameNotFound())
    overlay.remove(key)
    returnSubentryReserve(overlay, source, sponsorOf(existing))
    return undefined
  }
  const sponsor = existing === undefined ? sponsorships.get(source) : sponsorOf(existing)
  const reserve = existing === undefined ? takeSubentryReserve(overlay, source, sponsor) : 'ok'
  if (reserve === 'tooManySubentries') return xdr.OperationResult.opTooManySubentries()
  if (reserve === 'lowReserve') return result(Result.manageDataLowReserve())
  const data = new xdr.DataEntry({
    accountId: accountId(source),
    dataName: operation.dataName,
    dataValue: operation.dataValue,
    ext: xdr.DataEntryExt.v0(),
  })
  overlay.put(key, ledgerEntry(overlay.ledgerSequence, xdr.LedgerEntryData.data(data), sponsor))
  return undefined
}
