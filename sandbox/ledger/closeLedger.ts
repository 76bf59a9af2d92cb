import type { xdr } from '@stellar/stellar-sdk'
import type { EventRecord } from '../store/events.ts'
import type { Head } from '../store/head.ts'
import type { Store } from '../store/openStore.ts'
import { contractAddress } from '../xdr/addresses.ts'
import { xdrBytes, xdrText } from '../xdr/encode.ts'
import type { LedgerContext } from './applyOperations.ts'
import { type AppliedTransaction, applyTransaction, chargeFee } from './applyTransaction.ts'
import { eventId } from './eventId.ts'
import { buildHeader, headerHash } from './header.ts'
import { openOverlay } from './overlay.ts'
import type { TransactionFrame } from './transactionFrame.ts'
import { validateTransaction } from './validateTransaction.ts'

export interface ClosedLedger {
  readonly head: Head
  readonly applied: readonly AppliedTransaction[]
  /** Transactions that became invalid while they waited; the network forgets them. */
  readonly dropped: readonly TransactionFrame[]
}

/** Applies the candidates as the ledger after `head` and makes the result durable in one step. */
export function closeLedger(
  store: Store,
  head: Head,
  candidates: readonly TransactionFrame[],
  context: LedgerContext,
): ClosedLedger {
  const ledger = openOverlay(store.entries, context.at.sequence)
  const dropped: TransactionFrame[] = []
  const charged: { frame: TransactionFrame; feeStroops: bigint }[] = []
  for (const frame of candidates) {
    if (validateTransaction(frame, ledger, context.at, context.network.limits) !== undefined) dropped.push(frame)
    else charged.push({ frame, feeStroops: chargeFee(frame, ledger) })
  }
  const applied = charged.map(({ frame, feeStroops }) => applyTransaction(frame, ledger, context, feeStroops))
  const next = nextHead(head, applied, context)
  if (applied.length === 0) {
    // Nothing but the head changes, and one statement is a transaction of its own.
    store.head.write(next)
    return { head: next, applied, dropped }
  }
  store.atomically(() => {
    store.entries.apply(ledger.changes())
    for (const [index, transaction] of applied.entries()) recordTransaction(store, transaction, index, context)
    store.head.write(next)
  })
  return { head: next, applied, dropped }
}

function nextHead(head: Head, applied: readonly AppliedTransaction[], { at }: LedgerContext): Head {
  const header = buildHeader({
    sequence: at.sequence,
    closeTimeSeconds: at.closeTimeSeconds,
    previousHash: Buffer.from(head.hashHex, 'hex'),
    transactionHashes: applied.map(({ frame }) => frame.hash),
  })
  const headerXdr = xdrBytes(header)
  return {
    ...head,
    sequence: at.sequence,
    closeTimeSeconds: at.closeTimeSeconds,
    hashHex: Buffer.from(headerHash(headerXdr)).toString('hex'),
    headerXdr,
  }
}

function recordTransaction(store: Store, applied: AppliedTransaction, index: number, { at }: LedgerContext): void {
  const { frame } = applied
  store.transactions.append({
    ledger: at.sequence,
    applicationOrder: index + 1,
    hash: frame.hashHex,
    innerHash: frame.feeBump === undefined ? null : frame.innerHashHex,
    closeTimeSeconds: at.closeTimeSeconds,
    succeeded: applied.succeeded,
    feeBump: frame.feeBump !== undefined,
    envelopeXdr: frame.envelopeXdr,
    resultXdr: xdrText(applied.result),
    metaXdr: xdrText(applied.meta),
    meta: applied.meta,
  })
  const shared = {
    ledger: at.sequence,
    closeTimeSeconds: at.closeTimeSeconds,
    txHash: frame.hashHex,
    succeeded: applied.succeeded,
  }
  // Fees stand before all transactions of a ledger: transaction 0, numbered through.
  store.events.append(eventRecord(applied.feeEvent, shared, 0, 0, index))
  for (const [opIndex, events] of applied.operationEvents.entries()) {
    for (const [position, event] of events.entries()) {
      store.events.append(eventRecord(event, shared, index + 1, opIndex, position))
    }
  }
}

function eventRecord(
  event: xdr.ContractEvent,
  shared: Pick<EventRecord, 'ledger' | 'closeTimeSeconds' | 'txHash' | 'succeeded'>,
  txIndex: number,
  opIndex: number,
  position: number,
): EventRecord {
  const { topics, data } = event.body.v0
  return {
    ...shared,
    id: eventId({ ledger: shared.ledger, transaction: txIndex, operation: opIndex, event: position }),
    contractId: event.contractId === null ? '' : contractAddress(event.contractId.toBytes()),
    type: 'contract',
    txIndex,
    opIndex,
    topics: topics.map((topic) => xdrText(topic)),
    value: xdrText(data),
  }
}
