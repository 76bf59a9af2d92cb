import { xdr } from '@stellar/stellar-sdk'
import type { TransactionLimits } from '../soroban/resources.ts'
import { readAccount } from './account.ts'
import {
  chargedFeeStroops,
  inclusionBidStroops,
  minimumInclusionFeeStroops,
  outbidsInner,
  resourceFeeStroops,
} from './fees.ts'
import { ruleFor } from './operations/ruleFor.ts'
import type { EntryView } from './overlay.ts'
import { spendableStroops } from './reserves.ts'
import { type InnerOutcome, outerRefusal, type ResultCode, transactionResult } from './results.ts'
import { createSignatureChecker, type SignatureChecker } from './signatures.ts'
import { sorobanRefusal } from './sorobanShape.ts'
import { operationSource, type TransactionFrame } from './transactionFrame.ts'

/** The ledger a transaction would become part of. */
export interface LedgerTime {
  readonly sequence: number
  readonly closeTimeSeconds: number
}

/** The result with which the network refuses the transaction, or nothing when it may enter the ledger. */
export function validateTransaction(
  frame: TransactionFrame,
  view: EntryView,
  at: LedgerTime,
  limits: TransactionLimits,
): xdr.TransactionResult | undefined {
  const outer = frame.feeBump === undefined ? undefined : outerFailure(frame, frame.feeBump, view)
  if (outer !== undefined) return outerRefusal(outer, chargedFeeStroops(frame))
  const failure = innerFailure(frame, view, at, limits)
  return failure === undefined ? undefined : transactionResult(frame, failure, chargedFeeStroops(frame))
}

function outerFailure(
  frame: TransactionFrame,
  feeBump: NonNullable<TransactionFrame['feeBump']>,
  view: EntryView,
): ResultCode | undefined {
  if (inclusionBidStroops(frame) < minimumInclusionFeeStroops(frame)) return 'txInsufficientFee'
  if (!outbidsInner(frame)) return 'txInsufficientFee'
  const payer = readAccount(view, feeBump.source)
  if (payer === undefined) return 'txNoAccount'
  const signatures = createSignatureChecker(frame.hash, feeBump.signatures)
  if (!signatures.authorizes(payer, 'low')) return 'txBadAuth'
  if (spendableStroops(payer) < frame.feeBidStroops) return 'txInsufficientBalance'
  return signatures.allUsed() ? undefined : 'txBadAuthExtra'
}

function innerFailure(
  frame: TransactionFrame,
  view: EntryView,
  at: LedgerTime,
  limits: TransactionLimits,
): InnerOutcome | undefined {
  const early = shapeFailure(frame, at, limits) ?? accountFailure(frame, view)
  if (early !== undefined) return { kind: 'code', code: early }
  return authorizationFailure(frame, view, 'feeDue')
}

/** What can be told from the transaction alone. */
function shapeFailure(frame: TransactionFrame, at: LedgerTime, limits: TransactionLimits): ResultCode | undefined {
  if (frame.inner.operations.length === 0) return 'txMissingOperation'
  const pays = frame.feeBump === undefined
  const soroban = sorobanRefusal(frame, limits)
  if (soroban !== undefined) return soroban
  // Since protocol 23 the fee bump, not the inner transaction, has to cover the resource fee.
  if (pays && resourceFeeStroops(frame) > frame.feeBidStroops) return 'txSorobanInvalid'
  const bounds = preconditionFailure(frame.inner.cond, at)
  if (bounds !== undefined) return bounds
  if (pays && inclusionBidStroops(frame) < minimumInclusionFeeStroops(frame)) return 'txInsufficientFee'
  return undefined
}

function preconditionFailure(conditions: xdr.Preconditions, at: LedgerTime): ResultCode | undefined {
  if (conditions.type === 'precondNone') return undefined
  if (conditions.type === 'precondTime') return timeFailure(conditions.timeBounds, at)
  const { timeBounds, ledgerBounds, minSeqNum, minSeqAge, minSeqLedgerGap, extraSigners } = conditions.v2
  if (minSeqNum !== null || minSeqAge > 0n || minSeqLedgerGap > 0 || extraSigners.length > 0) return 'txNotSupported'
  if (ledgerBounds !== null) {
    if (at.sequence < ledgerBounds.minLedger) return 'txTooEarly'
    if (ledgerBounds.maxLedger !== 0 && at.sequence >= ledgerBounds.maxLedger) return 'txTooLate'
  }
  return timeBounds === null ? undefined : timeFailure(timeBounds, at)
}

function timeFailure(bounds: xdr.TimeBounds, at: LedgerTime): ResultCode | undefined {
  const closeTime = BigInt(at.closeTimeSeconds)
  if (closeTime < bounds.minTime) return 'txTooEarly'
  if (bounds.maxTime !== 0n && closeTime > bounds.maxTime) return 'txTooLate'
  return undefined
}

function accountFailure(frame: TransactionFrame, view: EntryView): ResultCode | undefined {
  const source = readAccount(view, frame.source)
  if (source === undefined) return 'txNoAccount'
  return frame.inner.seqNum === source.sequence + 1n ? undefined : 'txBadSeq'
}

/** Signatures of the transaction and of every operation's source; none may be missing and none left over. */
export function authorizationFailure(
  frame: TransactionFrame,
  view: EntryView,
  stage: 'feeDue' | 'feePaid',
): InnerOutcome | undefined {
  const source = readAccount(view, frame.source)
  if (source === undefined) return { kind: 'code', code: 'txNoAccount' }
  const signatures = createSignatureChecker(frame.innerHash, frame.innerSignatures)
  if (!signatures.authorizes(source, 'low')) return { kind: 'code', code: 'txBadAuth' }
  const paysNow = stage === 'feeDue' && frame.feeBump === undefined
  if (paysNow && spendableStroops(source) < frame.feeBidStroops) return { kind: 'code', code: 'txInsufficientBalance' }
  const results = frame.inner.operations.map((operation) => operationFailure(operation, frame, view, signatures))
  if (results.some((result) => result !== undefined)) {
    const reported = results.map((result, index) => result ?? placeholder(frame.inner.operations[index]))
    return { kind: 'operations', succeeded: false, results: reported }
  }
  return signatures.allUsed() ? undefined : { kind: 'code', code: 'txBadAuthExtra' }
}

function operationFailure(
  operation: xdr.Operation,
  frame: TransactionFrame,
  view: EntryView,
  signatures: SignatureChecker,
): xdr.OperationResult | undefined {
  const address = operationSource(operation, frame)
  const rule = ruleFor(operation.body)
  if (rule === undefined) return xdr.OperationResult.opNotSupported()
  const account = readAccount(view, address)
  const signed =
    account === undefined
      ? signatures.authorizesMissingAccount(address)
      : signatures.authorizes(account, rule.threshold)
  if (!signed) return xdr.OperationResult.opBadAuth()
  return rule.check(address, frame)
}

/** The network reports operations it did not come to as successes of a failed transaction. */
function placeholder(operation: xdr.Operation | undefined): xdr.OperationResult {
  const rule = operation === undefined ? undefined : ruleFor(operation.body)
  return rule === undefined ? xdr.OperationResult.opNotSupported() : rule.success
}
