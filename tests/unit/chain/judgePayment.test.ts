import { describe, expect, it } from 'vitest'
import type { ChainIntent } from '../../../chain/intent.ts'
import { refusedPayment } from '../../../chain/step/judgePayment.ts'
import type { Outcome } from '../../../chain/step/outcome.ts'
import type { DecodedResult, OperationCode } from '../../../chain/step/result.ts'
import type { StoredAttempt } from '../../../chain/step/store.ts'
import type { PaymentFault } from '../../../domain/withdrawal/failure.ts'

const withdraw: ChainIntent = {
  kind: 'withdraw',
  withdrawalId: 'wdr_1',
  wallet: 'GWALLET',
  destination: 'GDESTINATION',
  amountStroops: '1',
  memo: null,
}
const topUp: ChainIntent = { kind: 'topUp', payments: [{ address: 'GDESTINATION', amountStroops: '1' }] }
const attempt = { hash: 'aa', kind: 'withdraw' } as StoredAttempt

/** What each result of a payment says of the destination; null where it says nothing of it. */
const FAULTS = {
  paymentSuccess: null,
  paymentMalformed: 'rejected_by_network',
  paymentUnderfunded: null,
  paymentSrcNoTrust: null,
  paymentSrcNotAuthorized: null,
  paymentNoDestination: 'does_not_exist',
  paymentNoTrust: 'no_trustline',
  paymentNotAuthorized: 'not_authorized',
  paymentLineFull: 'trustline_full',
  paymentNoIssuer: null,
} as const satisfies Record<Extract<OperationCode, `payment${string}`>, PaymentFault | null>

function failed(code: OperationCode): Outcome {
  const result: DecodedResult = { code: 'txFailed', failedOperation: { index: 0, code } }
  return { source: 'lookup', status: 'FAILED', result, raisedBy: null }
}

describe('the payment of a withdrawal that failed on the ledger', () => {
  it.each(Object.entries(FAULTS))('with %s is refused for good as %s', (code, fault) => {
    const refused = refusedPayment(withdraw, attempt, failed(code as OperationCode))
    expect(refused?.paymentFault ?? null).toBe(fault)
    if (refused !== null) expect(refused.verdict).toBe('refused')
  })

  it.each(Object.keys(FAULTS))('with %s says nothing of anybody else when the treasury paid', (code) => {
    expect(refusedPayment(topUp, attempt, failed(code as OperationCode))).toBeNull()
  })

  it.each([
    ['for a reason of the transaction', { code: 'txBadSeq', failedOperation: null }],
    ['for no reason that can be read', { code: 'undecodable', failedOperation: null }],
  ] as const)('%s is not refused: another envelope may do', (_, result) => {
    expect(refusedPayment(withdraw, attempt, { source: 'lookup', status: 'FAILED', result, raisedBy: null })).toBeNull()
  })

  it('only a lookup on the ledger proves: what was said to the submission does not', () => {
    const result: DecodedResult = { code: 'txFailed', failedOperation: { index: 0, code: 'paymentNoTrust' } }
    expect(refusedPayment(withdraw, attempt, { source: 'send', status: 'ERROR', result })).toBeNull()
    expect(refusedPayment(withdraw, attempt, { source: 'lookup', status: 'NOT_FOUND', life: 'may_apply' })).toBeNull()
  })
})
