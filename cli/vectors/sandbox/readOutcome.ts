import { StrKey, xdr } from '@stellar/stellar-sdk'
import type { CallOutcome } from '../replayWorld.ts'
import type { AppliedTransaction } from './network.ts'

/** How a contract call that stands in a ledger ended. */
export function outcomeOf(applied: AppliedTransaction): CallOutcome {
  if (applied.status === 'SUCCESS') {
    const events = applied.events.contractEventsXdr.flat().map((event) => ({
      contractId: event.contractId === null ? '' : StrKey.encodeContract(event.contractId.toBytes()),
      topics: event.body.v0.topics,
      data: event.body.v0.data,
    }))
    return { kind: 'returned', value: applied.returnValue ?? xdr.ScVal.scvVoid(), events }
  }
  const code = resultCode(applied.resultXdr)
  // Only a trapped call has run: every other code is the network's own.
  return code === 'invokeHostFunctionTrapped'
    ? refusalIn(applied.diagnosticEventsXdr ?? [])
    : { kind: 'hostError', type: 'Transaction', code }
}

function resultCode({ result }: xdr.TransactionResult): string {
  if (!('results' in result)) return result.type
  const [operation] = result.results
  if (operation === undefined) return result.type
  return operation.type === 'opInner' ? operation.tr.value.type : operation.type
}

/** The error in the diagnostic events: what was refused, and by whom. */
export function refusalIn(events: readonly xdr.DiagnosticEvent[]): CallOutcome {
  for (const { event } of events) {
    const [name, error] = event.body.v0.topics
    if (name?.type !== 'scvSymbol' || name.sym.toString() !== 'error' || error?.type !== 'scvError') continue
    return refusalOf(error.error, event.contractId === null ? '' : StrKey.encodeContract(event.contractId.toBytes()))
  }
  throw new Error('a failed call left no diagnostic event that names its error')
}

function refusalOf(error: xdr.ScError, contractId: string): CallOutcome {
  if (error.type === 'sceContract') return { kind: 'contractError', contractId, code: error.contractCode }
  return {
    kind: 'hostError',
    type: error.type.replace(/^sce/, ''),
    code: String(error.code.name).replace(/^scec/, ''),
  }
}
