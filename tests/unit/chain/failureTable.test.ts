import { describe, expect, it } from 'vitest'
import type { ErrorSource } from '../../../chain/escrow/errorNames.ts'
import { judge } from '../../../chain/step/judge.ts'
import type { EnvelopeLife, Outcome, Verdict } from '../../../chain/step/outcome.ts'
import type { OperationCode, TransactionCode } from '../../../chain/step/result.ts'
import { classifyAnswer } from '../../../chain/trustlessWork/classifyAnswer.ts'
import type { BuildFailure } from '../../../chain/trustlessWork/errors.ts'

/**
 * Everything that is known to go wrong between asking for a transaction and seeing it on the ledger, with what the engine
 * does about it. Unclear outcomes are never rebuilt; what is certain to fail again is never repeated in silence.
 */

type Build = readonly [symptom: string, status: number, message: string, failure: BuildFailure]
const BUILDS: readonly Build[] = [
  ['state that is not visible yet', 400, 'HostError: Error(Storage, MissingValue)', 'not_visible_yet'],
  ['a contract that does not exist yet', 500, 'contract instance does not exist', 'not_visible_yet'],
  ['an escrow that is not indexed yet', 400, 'Escrow not found', 'not_visible_yet'],
  ['a precondition of the contract', 400, 'Only the release signer can release the escrow earnings', 'refused'],
  ['the same with the other status', 500, 'Only the release signer can release the escrow earnings', 'refused'],
  ['too many requests', 429, 'ThrottlerException: Too Many Requests', 'throttled'],
  ['a fault of the server', 500, 'Internal server error', 'unavailable'],
  ['a proxy in front of it', 502, '', 'unavailable'],
  ['a time-out of its own', 408, '', 'unavailable'],
  ['a key that is not accepted', 401, 'Unauthorized', 'no_access'],
  ['a receiver without a trustline', 500, 'HostError: Error(Contract, #13) trustline entry is missing', 'refused'],
  ['a balance that is too low', 500, 'HostError: Error(Contract, #10) balance is not sufficient', 'refused'],
]

describe('a build that fails', () => {
  it.each(BUILDS)('by %s (HTTP %i) is known for what it is', (_symptom, status, message, failure) => {
    for (const contract of ['single', 'multi'] as const) {
      expect(classifyAnswer({ status, message, retryAfter: null, contract }).failure).toBe(failure)
    }
  })
})

const sent = (status: 'PENDING' | 'DUPLICATE' | 'TRY_AGAIN_LATER'): Outcome => ({ source: 'send', status })
const refused = (code: TransactionCode): Outcome => {
  return { source: 'send', status: 'ERROR', result: { code, failedOperation: null } }
}
const silent = (call: 'send' | 'lookup', failure: 'timeout' | 'unreachable' | 'server_error'): Outcome => {
  return { source: 'network', call, failure }
}
const missing = (life: EnvelopeLife): Outcome => ({ source: 'lookup', status: 'NOT_FOUND', life })
const failed = (code: OperationCode, raisedBy: { contract: ErrorSource; code: number } | null = null): Outcome => {
  return {
    source: 'lookup',
    status: 'FAILED',
    result: { code: 'txFailed', failedOperation: { index: 0, code } },
    raisedBy,
  }
}
const trapped = (contract: ErrorSource, code: number): Outcome => {
  return failed('invokeHostFunctionTrapped', { contract, code })
}

type Row = readonly [symptom: string, outcome: Outcome, verdict: Verdict]
const ROWS: readonly Row[] = [
  ['a submission that is taken', sent('PENDING'), 'keep_asking'],
  ['a submission without an answer', silent('send', 'timeout'), 'keep_asking'],
  ['a submission whose connection broke', silent('send', 'unreachable'), 'keep_asking'],
  ['a submission that the server failed at', silent('send', 'server_error'), 'keep_asking'],
  ['a second submission', sent('DUPLICATE'), 'keep_asking'],
  ['a queue that is full, or a transaction that is waiting', sent('TRY_AGAIN_LATER'), 'resend'],
  ['a sequence number that is said to be used', refused('txBadSeq'), 'keep_asking'],
  ['a sequence number that another transaction is proven to have used', missing('sequence_used'), 'rebuild'],
  ['time bounds that are said to be over', refused('txTooLate'), 'keep_asking'],
  ['time bounds that are proven to be over', missing('expired'), 'rebuild'],
  ['time bounds that are over on a server with a short memory', missing('unprovable'), 'ask_human'],
  ['a transaction that is not on the ledger yet', missing('may_apply'), 'keep_asking'],
  ['a fee that is too low for now', refused('txInsufficientFee'), 'resend'],
  ['a payer of fees without XLM', refused('txInsufficientBalance'), 'ask_human'],
  ['a signature that does not fit', refused('txBadAuth'), 'ask_human'],
  ['a lookup without an answer', silent('lookup', 'timeout'), 'keep_asking'],
  ['a race lost in the single-release contract', trapped('single', 35), 'failed_for_good'],
  ['a race lost in the multi-release contract', trapped('multi', 25), 'failed_for_good'],
  ['a balance that moved in the single-release contract', trapped('single', 39), 'rebuild'],
  ['the same number from the multi-release contract', trapped('multi', 39), 'failed_for_good'],
  ['a contract error that the server kept no trace of', failed('invokeHostFunctionTrapped'), 'rebuild'],
  ['a footprint that moved', failed('invokeHostFunctionResourceLimitExceeded'), 'rebuild'],
  ['a rent that rose', failed('invokeHostFunctionInsufficientRefundableFee'), 'rebuild'],
  ['an entry that was archived meanwhile', failed('invokeHostFunctionEntryArchived'), 'rebuild'],
  ['a receiver without a trustline', trapped('token', 13), 'failed_for_good'],
  ['a balance that is too low', trapped('token', 10), 'failed_for_good'],
  ['a transaction that is on the ledger', { source: 'lookup', status: 'SUCCESS' }, 'applied'],
]

describe('an envelope that meets', () => {
  it.each(ROWS)('%s', (_symptom, outcome, verdict) => {
    expect(judge(outcome).verdict).toBe(verdict)
  })

  it('an unclear answer is never rebuilt, and only a ledger calls it applied', () => {
    const unclear = ROWS.filter(([, { source }]) => source !== 'lookup')
    expect(unclear.length).toBeGreaterThan(8)
    expect(unclear.filter(([, , verdict]) => verdict === 'rebuild' || verdict === 'applied')).toEqual([])
  })
})
