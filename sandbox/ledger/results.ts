import { xdr } from '@stellar/stellar-sdk'
import type { TransactionFrame } from './transactionFrame.ts'

type CodeOf<Result> = Result extends { type: infer Code } ? Code : never
export type ResultCode = Exclude<
  CodeOf<xdr.TransactionResultResult>,
  'txFeeBumpInnerSuccess' | 'txFeeBumpInnerFailed' | 'txSuccess' | 'txFailed'
>

/** How the inner transaction (or a plain one) ended: a code of its own, or the results of its operations. */
export type InnerOutcome =
  | { readonly kind: 'code'; readonly code: ResultCode }
  | { readonly kind: 'operations'; readonly succeeded: boolean; readonly results: xdr.OperationResult[] }

/** The outcome as the network reports it; of a fee bump, wrapped around the inner result. */
export function transactionResult(
  frame: TransactionFrame,
  outcome: InnerOutcome,
  feeChargedStroops: bigint,
): xdr.TransactionResult {
  return new xdr.TransactionResult({
    feeCharged: feeChargedStroops,
    result: frame.feeBump === undefined ? plainResult(outcome) : feeBumpResult(frame, outcome),
    ext: xdr.TransactionResultExt.v0(),
  })
}

/** A refusal that concerns the outer transaction: of a fee bump, not its inner one. */
export function outerRefusal(code: ResultCode, feeChargedStroops: bigint): xdr.TransactionResult {
  return new xdr.TransactionResult({
    feeCharged: feeChargedStroops,
    result: xdr.TransactionResultResult[code](),
    ext: xdr.TransactionResultExt.v0(),
  })
}

function plainResult(outcome: InnerOutcome): xdr.TransactionResultResult {
  if (outcome.kind === 'code') return xdr.TransactionResultResult[outcome.code]()
  return outcome.succeeded
    ? xdr.TransactionResultResult.txSuccess(outcome.results)
    : xdr.TransactionResultResult.txFailed(outcome.results)
}

function innerResult(outcome: InnerOutcome): xdr.InnerTransactionResultResult {
  if (outcome.kind === 'code') return xdr.InnerTransactionResultResult[outcome.code]()
  return outcome.succeeded
    ? xdr.InnerTransactionResultResult.txSuccess(outcome.results)
    : xdr.InnerTransactionResultResult.txFailed(outcome.results)
}

function feeBumpResult(frame: TransactionFrame, outcome: InnerOutcome): xdr.TransactionResultResult {
  const pair = new xdr.InnerTransactionResultPair({
    transactionHash: new xdr.Hash(frame.innerHash),
    // The outer transaction pays, so the inner one is charged nothing.
    result: new xdr.InnerTransactionResult({
      feeCharged: 0n,
      result: innerResult(outcome),
      ext: xdr.InnerTransactionResultExt.v0(),
    }),
  })
  return outcome.kind === 'operations' && outcome.succeeded
    ? xdr.TransactionResultResult.txFeeBumpInnerSuccess(pair)
    : xdr.TransactionResultResult.txFeeBumpInnerFailed(pair)
}

/** Wraps the result of an operation that was carried out or refused by its own rules. */
export function inner(result: xdr.OperationResultTr): xdr.OperationResult {
  return xdr.OperationResult.opInner(result)
}

/** Every operation names its success "...Success". */
export function isSuccess(result: xdr.OperationResult): boolean {
  return result.type === 'opInner' && result.tr.value.type.endsWith('Success')
}
