import { describe, expect, test } from 'vitest'
import { judgeWithdrawal } from '../../../domain/audit/judgeWithdrawal.ts'
import type { WithdrawalFacts } from '../../../domain/audit/withdrawalFacts.ts'

const PENDING: WithdrawalFacts = {
  id: 'wdr_1',
  status: 'PENDING',
  amountStroops: '50000000',
  transactionHash: null,
  pendingStroops: '50000000',
  postings: [{ name: 'request', transactionHash: null }],
  events: ['withdrawal.requested'],
}
const COMPLETED: WithdrawalFacts = {
  ...PENDING,
  status: 'COMPLETED',
  transactionHash: 'aa',
  pendingStroops: '0',
  postings: [...PENDING.postings, { name: 'paid', transactionHash: 'aa' }],
  events: ['withdrawal.requested', 'withdrawal.completed'],
}
const FAILED: WithdrawalFacts = {
  ...PENDING,
  status: 'FAILED',
  pendingStroops: '0',
  postings: [...PENDING.postings, { name: 'return', transactionHash: null }],
  events: ['withdrawal.requested', 'withdrawal.failed'],
}

const found = (facts: WithdrawalFacts) => judgeWithdrawal(facts).flatMap(({ differences }) => differences)

test('nothing is found in a withdrawal that is where its row says, and all of it was looked at', () => {
  for (const facts of [PENDING, COMPLETED, FAILED]) {
    expect(found(facts)).toEqual([])
    expect(judgeWithdrawal(facts).map(({ subjects }) => subjects)).toEqual([['withdrawal:wdr_1:pending'], ['wdr_1']])
  }
})

describe('found is', () => {
  test('a pending withdrawal that does not hold its amount', () => {
    const sides = { expected: '5.0000000', actual: '4.9999999' }
    expect(found({ ...PENDING, pendingStroops: '49999999' })).toEqual([
      { kind: 'withdrawal_balances', subject: 'withdrawal:wdr_1:pending', ...sides },
    ])
  })

  test('a finished one that still holds something', () => {
    for (const facts of [COMPLETED, FAILED]) {
      expect(found({ ...facts, pendingStroops: '1' })).toMatchObject([{ expected: '0.0000000', actual: '0.0000001' }])
    }
  })

  test('one that is completed without being booked as paid, or given back as well', () => {
    const sides = { expected: 'postings request, paid', actual: 'postings request' }
    expect(found({ ...COMPLETED, postings: PENDING.postings })).toEqual([
      { kind: 'withdrawal_history', subject: 'wdr_1', ...sides },
    ])
    const both = [...COMPLETED.postings, { name: 'return', transactionHash: null }]
    expect(found({ ...COMPLETED, postings: both })).toMatchObject([{ actual: 'postings request, paid, return' }])
  })

  test('one whose end was not told, or was told otherwise', () => {
    expect(found({ ...FAILED, events: ['withdrawal.requested'] })).toMatchObject([
      { expected: 'events withdrawal.requested, withdrawal.failed', actual: 'events withdrawal.requested' },
    ])
    expect(found({ ...PENDING, events: COMPLETED.events })).toMatchObject([
      { actual: 'events withdrawal.requested, withdrawal.completed' },
    ])
  })

  test('one that names another payment than the ledger', () => {
    expect(found({ ...COMPLETED, transactionHash: 'bb' })).toMatchObject([
      { expected: 'payment aa', actual: 'payment bb' },
    ])
  })
})
