import { xdr } from '@stellar/stellar-sdk'
import { describe, expect, it } from 'vitest'
import type { RpcFailure } from '../../../chain/rpc/errors.ts'
import { judge } from '../../../chain/step/judge.ts'
import type { EnvelopeLife, Outcome, Verdict } from '../../../chain/step/outcome.ts'
import { decodeResult, type OperationCode, type TransactionCode } from '../../../chain/step/result.ts'

/** For every code: the verdict when a submission is refused with it, and when it stands on the ledger. */
const TRANSACTION_CODES: Record<TransactionCode, [refused: Verdict, onLedger: Verdict]> = {
  txSuccess: ['keep_asking', 'ask_human'],
  txFailed: ['ask_human', 'rebuild'],
  txFeeBumpInnerSuccess: ['keep_asking', 'ask_human'],
  txFeeBumpInnerFailed: ['keep_asking', 'ask_human'],
  txTooEarly: ['resend', 'rebuild'],
  txTooLate: ['keep_asking', 'rebuild'],
  txMissingOperation: ['ask_human', 'ask_human'],
  txBadSeq: ['keep_asking', 'rebuild'],
  txBadAuth: ['ask_human', 'ask_human'],
  txInsufficientBalance: ['ask_human', 'ask_human'],
  txNoAccount: ['ask_human', 'ask_human'],
  txInsufficientFee: ['resend', 'rebuild'],
  txBadAuthExtra: ['ask_human', 'ask_human'],
  txInternalError: ['resend', 'rebuild'],
  txNotSupported: ['ask_human', 'ask_human'],
  txBadSponsorship: ['ask_human', 'ask_human'],
  txBadMinSeqAgeOrGap: ['resend', 'rebuild'],
  txMalformed: ['ask_human', 'ask_human'],
  txSorobanInvalid: ['keep_asking', 'rebuild'],
  txFrozenKeyAccessed: ['ask_human', 'ask_human'],
  undecodable: ['keep_asking', 'ask_human'],
}

const REBUILT_OPERATIONS: readonly OperationCode[] = [
  'invokeHostFunctionTrapped',
  'invokeHostFunctionResourceLimitExceeded',
  'invokeHostFunctionEntryArchived',
  'invokeHostFunctionInsufficientRefundableFee',
  'extendFootprintTtlResourceLimitExceeded',
  'extendFootprintTtlInsufficientRefundableFee',
  'restoreFootprintResourceLimitExceeded',
  'restoreFootprintInsufficientRefundableFee',
  'opExceededWorkLimit',
  'createAccountAlreadyExist',
]

const LIVES: Record<EnvelopeLife, Verdict> = {
  may_apply: 'keep_asking',
  expired: 'rebuild',
  sequence_used: 'rebuild',
  unprovable: 'ask_human',
}

const FAILURES: Record<RpcFailure, Verdict> = {
  timeout: 'keep_asking',
  unreachable: 'keep_asking',
  throttled: 'keep_asking',
  server_error: 'keep_asking',
  malformed_answer: 'keep_asking',
  refused: 'ask_human',
}

const codes = Object.keys(TRANSACTION_CODES) as TransactionCode[]
const names = (schema: { nameByValue: ReadonlyMap<number, string> }): string[] => [...schema.nameByValue.values()]
const operationCodes = [
  xdr.OperationResultCode,
  xdr.InvokeHostFunctionResultCode,
  xdr.CreateAccountResultCode,
  xdr.PaymentResultCode,
  xdr.ChangeTrustResultCode,
  xdr.BeginSponsoringFutureReservesResultCode,
  xdr.EndSponsoringFutureReservesResultCode,
  xdr.ExtendFootprintTtlResultCode,
  xdr.RestoreFootprintResultCode,
]
  .flatMap((code) => names(code.schema))
  .filter((name) => name !== 'opInner') as OperationCode[]

const refused = (code: TransactionCode): Outcome => ({
  source: 'send',
  status: 'ERROR',
  result: { code, failedOperation: null },
})
const failed = (code: TransactionCode, operation?: OperationCode): Outcome => ({
  source: 'lookup',
  status: 'FAILED',
  result: { code, failedOperation: operation === undefined ? null : { index: 2, code: operation } },
  raisedBy: null,
})

describe('every transaction result code of the protocol', () => {
  it('is in the table of this test', () => {
    expect([...codes].sort()).toEqual([...names(xdr.TransactionResultCode.schema), 'undecodable'].sort())
  })

  it.each(codes)('has its verdict when a submission is refused: %s', (code) => {
    expect(judge(refused(code)).verdict).toBe(TRANSACTION_CODES[code][0])
  })

  it.each(codes)('has its verdict when the transaction failed on the ledger: %s', (code) => {
    expect(judge(failed(code)).verdict).toBe(TRANSACTION_CODES[code][1])
  })
})

describe('every result code of an operation that we send', () => {
  it.each(operationCodes)('has its verdict when it made a transaction fail: %s', (code) => {
    expect(judge(failed('txFailed', code)).verdict).toBe(REBUILT_OPERATIONS.includes(code) ? 'rebuild' : 'ask_human')
  })

  it('is named with the number of its operation in the reason', () => {
    expect(judge(failed('txFailed', 'paymentNoTrust')).reason).toMatch(/^Operation 3 failed with paymentNoTrust/)
  })
})

describe('an outcome', () => {
  it.each(Object.entries(LIVES))('of a missing envelope that %s is judged %s', (life, verdict) => {
    expect(judge({ source: 'lookup', status: 'NOT_FOUND', life: life as EnvelopeLife }).verdict).toBe(verdict)
  })

  it.each(Object.entries(FAILURES))('of an RPC call that ended with %s is judged %s', (failure, verdict) => {
    for (const call of ['send', 'lookup'] as const) {
      expect(judge({ source: 'network', call, failure: failure as RpcFailure }).verdict).toBe(verdict)
    }
  })

  it.each([
    ['PENDING', 'keep_asking'],
    ['DUPLICATE', 'keep_asking'],
    ['TRY_AGAIN_LATER', 'resend'],
  ] as const)('of a submission answered %s is judged %s', (status, verdict) => {
    expect(judge({ source: 'send', status }).verdict).toBe(verdict)
  })

  it.each([
    [{ contract: 'single', code: 35 }, /escrow contract error #35 \(EscrowAlreadyReleased\)/],
    [{ contract: 'token', code: 10 }, /USDC contract error #10 \(balance too low/],
    [{ contract: 'single', code: 10 }, /escrow contract error #10 \(InvalidMileStoneIndex\)/],
    [{ contract: 'single', code: 999 }, /escrow contract error #999$/],
    [{ contract: 'multi', code: 25 }, /multi-release escrow contract error #25 \(MilestoneAlreadyReleased\)/],
    [{ contract: 'multi', code: 10 }, /error #10 \(EscrowBalanceMustBeZeroOnInitialization\)/],
    [{ contract: 'multi', code: 39 }, /error #39 \(OnlyReleaseSignerCanReleaseEarnings\)/],
  ] as const)('of a contract error says which contract raised it: %o', (raisedBy, reason) => {
    const outcome: Outcome = {
      source: 'lookup',
      status: 'FAILED',
      result: { code: 'txFailed', failedOperation: { index: 0, code: 'invokeHostFunctionTrapped' } },
      raisedBy,
    }
    expect(judge(outcome)).toMatchObject({ verdict: 'failed_for_good', reason: expect.stringMatching(reason) })
  })

  it.each([
    [15, 'single', 'rebuild'],
    [39, 'single', 'rebuild'],
    [13, 'single', 'failed_for_good'],
    [14, 'single', 'failed_for_good'],
    [38, 'single', 'failed_for_good'],
    [39, 'token', 'failed_for_good'],
    [15, 'multi', 'failed_for_good'],
    [21, 'multi', 'failed_for_good'],
    [39, 'multi', 'failed_for_good'],
    [48, 'multi', 'failed_for_good'],
  ] as const)('of error #%i raised by the %s contract is judged %s', (code, contract, verdict) => {
    const result = { code: 'txFailed', failedOperation: { index: 0, code: 'invokeHostFunctionTrapped' } } as const
    const outcome: Outcome = { source: 'lookup', status: 'FAILED', result, raisedBy: { contract, code } }
    expect(judge(outcome).verdict).toBe(verdict)
  })

  it('is applied only when the ledger shows the transaction', () => {
    const others: Outcome[] = [
      ...codes.map(refused),
      ...codes.map((code) => failed(code)),
      ...operationCodes.map((code) => failed('txFailed', code)),
      ...(Object.keys(LIVES) as EnvelopeLife[]).map(
        (life) => ({ source: 'lookup', status: 'NOT_FOUND', life }) as const,
      ),
    ]
    expect(others.filter((outcome) => judge(outcome).verdict === 'applied')).toEqual([])
    expect(judge({ source: 'lookup', status: 'SUCCESS' }).verdict).toBe('applied')
  })

  it('never allows a rebuild on the word of a submission or a broken connection', () => {
    const unproven: Outcome[] = [
      ...codes.map(refused),
      ...(Object.keys(FAILURES) as RpcFailure[]).map(
        (failure) => ({ source: 'network', call: 'send', failure }) as const,
      ),
    ]
    expect(unproven.filter((outcome) => judge(outcome).verdict === 'rebuild')).toEqual([])
  })
})

describe('a transaction result', () => {
  const wrap = (result: xdr.TransactionResultResult): string =>
    new xdr.TransactionResult({ feeCharged: 100n, result, ext: xdr.TransactionResultExt.v0() }).toXdr('base64')
  const payment = (result: xdr.PaymentResult): xdr.OperationResult =>
    xdr.OperationResult.opInner(xdr.OperationResultTr.payment(result))

  it('names the first operation that failed', () => {
    const results = [payment(xdr.PaymentResult.paymentSuccess()), payment(xdr.PaymentResult.paymentNoTrust())]
    expect(decodeResult(wrap(xdr.TransactionResultResult.txFailed(results)))).toEqual({
      code: 'txFailed',
      failedOperation: { index: 1, code: 'paymentNoTrust' },
    })
  })

  it('of a fee bump speaks of the inner transaction', () => {
    const inner = new xdr.InnerTransactionResult({
      feeCharged: 0n,
      result: xdr.InnerTransactionResultResult.txBadSeq(),
      ext: xdr.InnerTransactionResultExt.v0(),
    })
    const pair = new xdr.InnerTransactionResultPair({ transactionHash: new Uint8Array(32), result: inner })
    expect(decodeResult(wrap(xdr.TransactionResultResult.txFeeBumpInnerFailed(pair))).code).toBe('txBadSeq')
  })

  it.each([undefined, '', 'AAAA', 'not base64'])('that cannot be read is no success: %s', (text) => {
    expect(decodeResult(text)).toEqual({ code: 'undecodable', failedOperation: null })
  })
})
