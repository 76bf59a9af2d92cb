import { xdr } from '@stellar/stellar-sdk'
import { isArchived } from '../../soroban/contractStorage.ts'
import { declaredFootprint } from '../../soroban/footprint.ts'
import { writtenBytes } from '../../soroban/resources.ts'
import { type CallOutcome, enforcedBy, runCall } from '../../soroban/runCall.ts'
import { xdrHash, xdrSize } from '../../xdr/encode.ts'
import { entryKey } from '../keys.ts'
import { openOverlay } from '../overlay.ts'
import { inner } from '../results.ts'
import type { OperationContext, OperationRule } from './operationRule.ts'

const Result = xdr.InvokeHostFunctionResult
const result = (value: xdr.InvokeHostFunctionResult): xdr.OperationResult =>
  inner(xdr.OperationResultTr.invokeHostFunction(value))

const NO_HASH = new Uint8Array(32)

/** Calls a contract; creating contracts or uploading code directly is not possible here. */
export function invokeHostFunctionRule(operation: xdr.InvokeHostFunctionOp): OperationRule {
  const { hostFunction } = operation
  return {
    threshold: 'medium',
    success: result(Result.invokeHostFunctionSuccess(NO_HASH)),
    check: () =>
      hostFunction.type === 'hostFunctionTypeInvokeContract' ? undefined : xdr.OperationResult.opNotSupported(),
    apply: (context) => {
      const data = context.frame.sorobanData
      if (hostFunction.type !== 'hostFunctionTypeInvokeContract' || data === undefined) {
        return xdr.OperationResult.opNotSupported()
      }
      return result(callContract(context, operation, hostFunction.invokeContract, data))
    },
  }
}

function callContract(
  context: OperationContext,
  operation: xdr.InvokeHostFunctionOp,
  call: xdr.InvokeContractArgs,
  data: xdr.SorobanTransactionData,
): xdr.InvokeHostFunctionResult {
  const { overlay, at, network, code, source } = context
  if (touchesArchivedEntry(context, data)) return Result.invokeHostFunctionEntryArchived()
  const scratch = openOverlay(overlay, overlay.ledgerSequence)
  const outcome = runCall(call, {
    overlay: scratch,
    at,
    network,
    code,
    footprint: declaredFootprint(data),
    authorizer: enforcedBy(operation.auth, source, network),
  })
  if (outcome.kind === 'failed') {
    context.diagnostics.push(...outcome.diagnostics)
    return Result.invokeHostFunctionTrapped()
  }
  const changes = scratch.changes()
  const usesTooMuch =
    writtenBytes(changes) > data.resources.writeBytes ||
    eventBytes(outcome.value, outcome.events) > network.limits.eventBytes
  if (usesTooMuch) return Result.invokeHostFunctionResourceLimitExceeded()
  for (const { key, after } of changes) {
    if (after === undefined) overlay.remove(key)
    else overlay.put(key, after)
  }
  context.events.push(...outcome.events)
  context.returned(outcome.value)
  return Result.invokeHostFunctionSuccess(successHash(outcome))
}

/** Since protocol 23 a call may bring archived entries back, but only those its transaction data names. */
function touchesArchivedEntry(context: OperationContext, data: xdr.SorobanTransactionData): boolean {
  const footprint = declaredFootprint(data)
  const keys = [...data.resources.footprint.readOnly, ...data.resources.footprint.readWrite].map(entryKey)
  return keys.some((key) => isArchived(context.overlay, key, context.at.sequence) && !footprint.restores(key))
}

function eventBytes(value: xdr.ScVal, events: readonly xdr.ContractEvent[]): number {
  return events.reduce((total, event) => total + xdrSize(event), xdrSize(value))
}

function successHash(outcome: Extract<CallOutcome, { kind: 'returned' }>): Uint8Array {
  const preimage = new xdr.InvokeHostFunctionSuccessPreImage({
    returnValue: outcome.value,
    events: [...outcome.events],
  })
  return xdrHash(preimage)
}
