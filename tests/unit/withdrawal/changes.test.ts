import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EVENT_PAYLOADS } from '../../../cli/sdk/eventPayloads.ts'
import { withdrawalPosting } from '../../../db/withdrawals/withdrawalPosting.ts'
import { EVENT_TYPES } from '../../../domain/events.ts'
import { ACCOUNT_KINDS } from '../../../domain/ledger/accounts.ts'
import { MAX_AMOUNT } from '../../../domain/money.ts'
import type { WithdrawalChange } from '../../../domain/withdrawal/change.ts'
import { completeWithdrawal } from '../../../domain/withdrawal/changes/complete.ts'
import { failWithdrawal } from '../../../domain/withdrawal/changes/fail.ts'
import { giveUpWithdrawal } from '../../../domain/withdrawal/changes/giveUp.ts'
import { requestWithdrawal } from '../../../domain/withdrawal/changes/request.ts'
import { WITHDRAWAL_FAILURES } from '../../../domain/withdrawal/failure.ts'
import { WITHDRAWAL_STATUSES, WITHDRAWAL_TRANSITIONS } from '../../../domain/withdrawal/status.ts'
import type { WithdrawalTerms } from '../../../domain/withdrawal/terms.ts'

const anyTerms: fc.Arbitrary<WithdrawalTerms> = fc.record({
  withdrawalId: fc.constant('wdr_1' as const),
  userId: fc.constant('usr_1' as const),
  amountStroops: fc.oneof(fc.bigInt({ min: 1n, max: 999n }), fc.bigInt({ min: 1n, max: MAX_AMOUNT })).map(String),
  destination: fc.constant('GDESTINATION'),
  memo: fc.option(fc.record({ type: fc.constantFrom('text', 'id'), value: fc.constant('7') })),
})
const PROOF = { transactionHash: 'aa', ledger: 7 }
const endings = fc.oneof(
  fc.constant(['paid'] as const),
  fc.constantFrom(...WITHDRAWAL_FAILURES).map((code) => ['failed', code] as const),
  fc.constant(['given up'] as const),
)

type Ending = readonly ['paid'] | readonly ['failed', (typeof WITHDRAWAL_FAILURES)[number]] | readonly ['given up']

function life(terms: WithdrawalTerms, [ending, code]: Ending | readonly ['paid' | 'given up', undefined?]) {
  const first = requestWithdrawal(terms, 'cmd_1')
  const second =
    ending === 'paid'
      ? completeWithdrawal(first.next, PROOF)
      : ending === 'failed' && code !== undefined
        ? failWithdrawal(first.next, { code, reason: 'It is so.' })
        : giveUpWithdrawal(first.next, { commandId: 'cmd_2', by: 'Ann', reason: 'Asked to.' })
  return { first, second }
}

function balances(changes: readonly WithdrawalChange[]): Record<string, bigint> {
  const sums: Record<string, bigint> = {}
  for (const { account, amount } of changes.flatMap((change) => withdrawalPosting(change).entries)) {
    const side = ACCOUNT_KINDS[account.kind].normal === 'debit' ? amount : -amount
    sums[account.name] = (sums[account.name] ?? 0n) + side
  }
  return sums
}

describe('a withdrawal', () => {
  it('ends in one move from where it begins, and its table knows no other way', () => {
    const ways = WITHDRAWAL_STATUSES.flatMap((from) => WITHDRAWAL_TRANSITIONS[from].map((to) => [from, to]))
    expect(ways).toEqual([
      ['PENDING', 'COMPLETED'],
      ['PENDING', 'FAILED'],
    ])
    fc.assert(
      fc.property(anyTerms, endings, (terms, ending) => {
        const { first, second } = life(terms, ending)
        expect(first.change).toMatchObject({ expectedVersion: 0, status: 'PENDING', terms })
        expect(first.next).toEqual({ terms, commandId: 'cmd_1', status: 'PENDING', version: 1 })
        expect(second.change).toMatchObject({ expectedVersion: 1, terms, commandId: 'cmd_1' })
        expect(second.next.version).toBe(2)
        expect(second.change.status).toBe(ending[0] === 'paid' ? 'COMPLETED' : 'FAILED')
        expect(second.next.status).toBe(second.change.status)
        expect(second.change.failure === undefined).toBe(ending[0] === 'paid')
      }),
    )
  })

  it('of any amount sets aside, and then pays or gives back, exactly that amount', () => {
    fc.assert(
      fc.property(anyTerms, endings, (terms, ending) => {
        const amount = BigInt(terms.amountStroops)
        const { first, second } = life(terms, ending)
        expect(balances([first.change])).toEqual({
          'user:usr_1:available': -amount,
          'withdrawal:wdr_1:pending': amount,
        })
        expect(balances([first.change, second.change])).toEqual(
          ending[0] === 'paid'
            ? { 'user:usr_1:available': -amount, 'withdrawal:wdr_1:pending': 0n, 'wallet:usr_1': -amount }
            : { 'user:usr_1:available': 0n, 'withdrawal:wdr_1:pending': 0n },
        )
      }),
    )
  })

  it('names each of its postings by itself, and only what the chain has seen brings a proof', () => {
    fc.assert(
      fc.property(anyTerms, endings, (terms, ending) => {
        const { first, second } = life(terms, ending)
        expect(withdrawalPosting(first.change)).toMatchObject({ key: 'wdr_1:request', kind: 'withdrawalRequest' })
        expect(withdrawalPosting(second.change)).toMatchObject(
          ending[0] === 'paid'
            ? { key: 'wdr_1:paid', kind: 'withdrawalPaid', proof: PROOF }
            : { key: 'wdr_1:return', kind: 'withdrawalReturn' },
        )
        expect(withdrawalPosting(first.change).proof).toBeUndefined()
      }),
    )
  })

  it('tells of itself and of the balance, as the published payloads say', () => {
    fc.assert(
      fc.property(anyTerms, endings, (terms, ending) => {
        const { first, second } = life(terms, ending)
        const told = [...first.change.events, ...second.change.events]
        expect(told.map(({ type }) => type)).toEqual([
          'withdrawal.requested',
          'balance.reserved',
          ...(ending[0] === 'paid'
            ? ['withdrawal.completed', 'balance.debited']
            : ['withdrawal.failed', 'balance.unreserved']),
        ])
        for (const { type, aggregateId, payload } of told) {
          expect(EVENT_PAYLOADS[type].safeParse(payload).error).toBeUndefined()
          expect(aggregateId).toBe(EVENT_TYPES[type] === 'withdrawal' ? 'wdr_1' : 'usr_1')
        }
      }),
    )
  })

  it('that support gives up says who did and why, in its row, in the log and as the outcome of the command', () => {
    const { next } = requestWithdrawal(
      { withdrawalId: 'wdr_1', userId: 'usr_1', amountStroops: '5', destination: 'G', memo: null },
      'cmd_1',
    )
    const { change } = giveUpWithdrawal(next, { commandId: 'cmd_2', by: 'Ann', reason: 'Asked to.' })
    expect(change).toMatchObject({
      failure: { code: 'given_up', reason: 'Ann gave it up: Asked to.' },
      operatorAction: { key: 'cmd_2', action: 'giveUp', by: 'Ann', reason: 'Asked to.' },
      outcome: { commandId: 'cmd_2', status: 'SUCCEEDED' },
    })
  })
})
