import { Asset, xdr } from '@stellar/stellar-sdk'
import { readAccount, writeAccount } from './account.ts'
import { type AppliedOperations, applyOperations, type LedgerContext, nothingApplied } from './applyOperations.ts'
import { feeEvent } from './assetEvents.ts'
import { chargedFeeStroops } from './fees.ts'
import { entryChanges } from './meta.ts'
import { mergeInto, type Overlay, openOverlay } from './overlay.ts'
import { requireAccount } from './reserves.ts'
import { type InnerOutcome, transactionResult } from './results.ts'
import type { TransactionFrame } from './transactionFrame.ts'
import { authorizationFailure, type LedgerTime } from './validateTransaction.ts'

/** A transaction that is part of a ledger, whether its operations took effect or not. */
export interface AppliedTransaction {
  readonly frame: TransactionFrame
  readonly succeeded: boolean
  readonly result: xdr.TransactionResult
  readonly meta: xdr.TransactionMeta
  /** The fee's event, which stands before all transactions of the ledger. */
  readonly feeEvent: xdr.ContractEvent
  readonly operationEvents: readonly (readonly xdr.ContractEvent[])[]
  readonly diagnostics: readonly xdr.DiagnosticEvent[]
}

/** Takes the fee; the network does this for all transactions of a ledger before it applies the first. */
export function chargeFee(frame: TransactionFrame, ledger: Overlay): bigint {
  const payer = requireAccount(ledger, frame.feeSource)
  const wanted = chargedFeeStroops(frame)
  const isShort = wanted > payer.balanceStroops
  const charged = isShort ? payer.balanceStroops : wanted
  writeAccount(ledger, { ...payer, balanceStroops: payer.balanceStroops - charged })
  return charged
}

/** Uses up the sequence number, then carries out the operations: all of them or none. */
export function applyTransaction(
  frame: TransactionFrame,
  ledger: Overlay,
  context: LedgerContext,
  feeChargedStroops: bigint,
): AppliedTransaction {
  const before = openOverlay(ledger, context.at.sequence)
  const refusal = useSequenceNumber(frame, before, context.at) ?? authorizationFailure(frame, before, 'feePaid')
  const changesBefore = entryChanges(before.changes())
  mergeInto(ledger, before.changes())
  const applied = refusal === undefined ? applyOperations(frame, ledger, context) : nothingApplied(refusal)
  const fee = feeEvent(context.network, Asset.native(), frame.feeSource, feeChargedStroops)
  return {
    frame,
    succeeded: applied.outcome.kind === 'operations' && applied.outcome.succeeded,
    result: transactionResult(frame, applied.outcome, feeChargedStroops),
    meta: buildMeta(changesBefore, applied, fee),
    feeEvent: fee,
    operationEvents: applied.operations.map((operation) => operation.events),
    diagnostics: applied.diagnostics,
  }
}

function useSequenceNumber(frame: TransactionFrame, overlay: Overlay, at: LedgerTime): InnerOutcome | undefined {
  const source = readAccount(overlay, frame.source)
  if (source === undefined) return { kind: 'code', code: 'txNoAccount' }
  if (frame.inner.seqNum !== source.sequence + 1n) return { kind: 'code', code: 'txBadSeq' }
  writeAccount(overlay, {
    ...source,
    sequence: frame.inner.seqNum,
    sequenceLedger: at.sequence,
    sequenceTimeSeconds: BigInt(at.closeTimeSeconds),
  })
  return undefined
}

function buildMeta(
  txChangesBefore: xdr.LedgerEntryChange[],
  applied: AppliedOperations,
  fee: xdr.ContractEvent,
): xdr.TransactionMeta {
  const { returnValue } = applied
  return xdr.TransactionMeta.v4(
    new xdr.TransactionMetaV4({
      ext: xdr.ExtensionPoint.v0(),
      txChangesBefore,
      operations: applied.operations.map(
        ({ changes, events }) => new xdr.OperationMetaV2({ ext: xdr.ExtensionPoint.v0(), changes, events }),
      ),
      txChangesAfter: [],
      sorobanMeta:
        returnValue === undefined
          ? null
          : new xdr.SorobanTransactionMetaV2({ ext: xdr.SorobanTransactionMetaExt.v0(), returnValue }),
      events: [
        new xdr.TransactionEvent({
          stage: xdr.TransactionEventStage.transactionEventStageBeforeAllTxs,
          event: fee,
        }),
      ],
      diagnosticEvents: [...applied.diagnostics],
    }),
  )
}
