import { xdr } from '@stellar/stellar-sdk'
import type { TransactionRecord } from '../store/transactions.ts'
import { xdrText } from '../xdr/encode.ts'

/** A transaction as RPC describes it. */
export function transactionInfo(record: TransactionRecord): Readonly<Record<string, unknown>> {
  const meta = record.meta ?? xdr.TransactionMeta.fromXdr(Buffer.from(record.metaXdr, 'base64'))
  const v4 = meta.type === 'v4' ? meta.v4 : undefined
  const diagnostics = v4?.diagnosticEvents ?? []
  return {
    status: record.succeeded ? 'SUCCESS' : 'FAILED',
    txHash: record.hash,
    applicationOrder: record.applicationOrder,
    feeBump: record.feeBump,
    envelopeXdr: record.envelopeXdr,
    resultXdr: record.resultXdr,
    resultMetaXdr: record.metaXdr,
    ledger: record.ledger,
    createdAt: record.closeTimeSeconds,
    events: {
      transactionEventsXdr: (v4?.events ?? []).map((event) => xdrText(event)),
      contractEventsXdr: (v4?.operations ?? []).map(({ events }) => events.map((event) => xdrText(event))),
    },
    ...(diagnostics.length === 0 ? {} : { diagnosticEventsXdr: diagnostics.map((event) => xdrText(event)) }),
  }
}
