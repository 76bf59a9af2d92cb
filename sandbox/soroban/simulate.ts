import { xdr } from '@stellar/stellar-sdk'
import type { Network } from '../ledger/network.ts'
import { type EntryChange, type EntryView, openOverlay } from '../ledger/overlay.ts'
import { operationSource, type TransactionFrame } from '../ledger/transactionFrame.ts'
import type { LedgerTime } from '../ledger/validateTransaction.ts'
import { type RecordedFootprint, recordFootprint } from './footprint.ts'
import type { CodeSource } from './machine.ts'
import { type AuthorizationRecorder, recordAuthorization } from './recordAuthorization.ts'
import { declaredResourceFeeStroops, NOMINAL_INSTRUCTIONS, readBytes, writtenBytes } from './resources.ts'
import { type CallFailure, enforcedBy, runCall } from './runCall.ts'
import { simulateExtension, simulateRestoration } from './simulateLifeTimes.ts'

export type AuthMode = 'enforce' | 'record' | 'record_allow_nonroot'

export interface SimulationContext {
  readonly view: EntryView
  readonly at: LedgerTime
  readonly network: Network
  readonly code: CodeSource
}

export type Simulation =
  | {
      readonly kind: 'returned'
      readonly value: xdr.ScVal
      readonly events: readonly xdr.ContractEvent[]
      readonly auth: readonly xdr.SorobanAuthorizationEntry[]
      readonly data: xdr.SorobanTransactionData
      readonly changes: readonly EntryChange[]
    }
  | CallFailure
  /** A change of life times calls nothing; it only has a price. */
  | { readonly kind: 'priced'; readonly data: xdr.SorobanTransactionData }
  | { readonly kind: 'unsupported'; readonly reason: string }

/** Tries a contract operation on the current state without keeping anything, and finds out what it needs. */
export function simulate(
  frame: TransactionFrame,
  requestedMode: AuthMode | undefined,
  context: SimulationContext,
): Simulation {
  const [operation, ...others] = frame.inner.operations
  if (operation === undefined || others.length > 0) {
    return { kind: 'unsupported', reason: 'Transaction contains more than one operation' }
  }
  switch (operation.body.type) {
    case 'invokeHostFunction':
      return simulateCall(frame, operation, operation.body.invokeHostFunctionOp, requestedMode, context)
    case 'extendFootprintTtl':
      return simulateExtension(frame, operation.body.extendFootprintTtlOp, context)
    case 'restoreFootprint':
      return simulateRestoration(frame, context)
    default:
      return { kind: 'unsupported', reason: `Transaction contains unsupported operation type: ${operation.body.type}` }
  }
}

function simulateCall(
  frame: TransactionFrame,
  operation: xdr.Operation,
  { hostFunction, auth }: xdr.InvokeHostFunctionOp,
  requestedMode: AuthMode | undefined,
  context: SimulationContext,
): Simulation {
  if (hostFunction.type !== 'hostFunctionTypeInvokeContract') {
    return { kind: 'unsupported', reason: `this network does not support the host function ${hostFunction.type}` }
  }
  const source = operationSource(operation, frame)
  const mode = requestedMode ?? (auth.length > 0 ? 'enforce' : 'record')
  const recorder = mode === 'enforce' ? undefined : recordAuthorization(mode === 'record_allow_nonroot')
  const footprint = recordFootprint()
  const overlay = openOverlay(context.view, context.at.sequence)
  const outcome = runCall(hostFunction.invokeContract, {
    ...context,
    overlay,
    footprint,
    authorizer: recorder === undefined ? enforcedBy(auth, source, context.network) : () => recorder,
  })
  if (outcome.kind === 'failed') return outcome
  const changes = overlay.changes()
  return {
    ...outcome,
    auth: recordedEntries(recorder, auth, source),
    data: transactionData(footprint, context.view, changes),
    changes,
  }
}

function recordedEntries(
  recorder: AuthorizationRecorder | undefined,
  given: readonly xdr.SorobanAuthorizationEntry[],
  source: string,
): readonly xdr.SorobanAuthorizationEntry[] {
  return recorder === undefined ? given : recorder.entries(source)
}

function transactionData(
  footprint: RecordedFootprint,
  view: EntryView,
  changes: readonly EntryChange[],
): xdr.SorobanTransactionData {
  const readOnly = footprint.readOnly()
  const readWrite = footprint.readWrite()
  const archived = footprint.archivedIndexes()
  const resources = new xdr.SorobanResources({
    footprint: new xdr.LedgerFootprint({ readOnly, readWrite }),
    instructions: NOMINAL_INSTRUCTIONS,
    diskReadBytes: readBytes([...readOnly, ...readWrite], view),
    writeBytes: writtenBytes(changes),
  })
  return new xdr.SorobanTransactionData({
    ext:
      archived.length === 0
        ? xdr.SorobanTransactionDataExt.v0()
        : xdr.SorobanTransactionDataExt.resourceExt(
            new xdr.SorobanResourcesExtV0({ archivedSorobanEntries: archived }),
          ),
    resources,
    resourceFee: declaredResourceFeeStroops(resources),
  })
}
