import { type rpc, StrKey } from '@stellar/stellar-sdk'
import { textOf } from '../xdr/textOf.ts'

export type HostErrorReport =
  | { readonly kind: 'contract'; readonly code: number; readonly contractId: string | undefined }
  | { readonly kind: 'missingContract'; readonly contractId: string; readonly text: string }
  | { readonly kind: 'host'; readonly text: string }

/** Reads a failed simulation. The same error number means different things in different contracts. */
export function readHostError(failed: rpc.Api.SimulateTransactionErrorResponse): HostErrorReport {
  const code = /Error\(Contract, #(\d+)\)/.exec(failed.error)?.[1]
  if (code !== undefined) return { kind: 'contract', code: Number(code), contractId: raisedBy(failed, Number(code)) }
  const missing = /non-existing value for contract instance\W+(C[A-Z2-7]{55})/.exec(failed.error)?.[1]
  if (missing !== undefined) return { kind: 'missingContract', contractId: missing, text: failed.error }
  return { kind: 'host', text: failed.error }
}

/** The first contract to report the error raised it; its callers only pass it on. */
function raisedBy(failed: rpc.Api.SimulateTransactionErrorResponse, code: number): string | undefined {
  for (const { event } of failed.events) {
    const [topic, error] = event.body.v0.topics
    const isError = topic?.type === 'scvSymbol' && textOf(topic.sym) === 'error' && error?.type === 'scvError'
    if (!isError || error.error.type !== 'sceContract' || error.error.contractCode !== code) continue
    if (event.contractId !== null) return StrKey.encodeContract(event.contractId.value)
  }
  // The log in the text is newest first: its last line is the oldest.
  return [...failed.error.matchAll(/contract:(C[A-Z2-7]{55}), topics:\[error/g)].at(-1)?.[1]
}
