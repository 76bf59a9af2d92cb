import { StrKey, xdr } from '@stellar/stellar-sdk'
import type { TransactionAnswer } from '../rpc/answers.ts'

/** A contract's own refusal. The number means nothing without knowing which contract raised it. */
export type ContractError = { readonly contractId: string; readonly code: number }

/** Finds the contract that made a transaction fail, where the server kept diagnostic events; null where it did not. */
export function findContractError(
  answer: Pick<TransactionAnswer, 'diagnosticEventsXdr' | 'resultMetaXdr'>,
): ContractError | null {
  const events = [...listedEvents(answer.diagnosticEventsXdr ?? []), ...metaEvents(answer.resultMetaXdr)]
  for (const { event } of events) {
    const code = raisedCode(event)
    // The innermost contract reports first; its callers only pass the error on.
    if (code !== null && event.contractId !== null) {
      return { contractId: StrKey.encodeContract(event.contractId.toBytes()), code }
    }
  }
  return null
}

function listedEvents(encoded: readonly string[]): xdr.DiagnosticEvent[] {
  try {
    return encoded.map((event) => xdr.DiagnosticEvent.fromXdr(event, 'base64'))
  } catch {
    return []
  }
}

function metaEvents(resultMetaXdr: string | undefined): xdr.DiagnosticEvent[] {
  if (resultMetaXdr === undefined) return []
  try {
    const meta = xdr.TransactionMeta.fromXdr(resultMetaXdr, 'base64')
    return meta.type === 'v4' ? meta.v4.diagnosticEvents : []
  } catch {
    return []
  }
}

/** The host announces an error as topics ["error", Error(Contract, #n)]. */
function raisedCode(event: xdr.ContractEvent): number | null {
  const [name, error] = event.body.v0.topics
  if (name?.type !== 'scvSymbol' || name.sym.toString() !== 'error') return null
  return error?.type === 'scvError' && error.error.type === 'sceContract' ? error.error.contractCode : null
}
