import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { notePendingCommand } from '../../db/commands/notePending.ts'
import { readCommand } from '../../db/commands/read.ts'
import { recordRejection } from '../../db/commands/recordRejection.ts'
import { numberEvents } from '../../db/events/number.ts'
import { readEventHistory } from '../../db/events/readHistory.ts'
import { userBalance } from '../../db/ledger/balances.ts'
import { balanceHistory, isBalanceEntryId } from '../../db/ledger/history.ts'
import { newId } from '../../db/newId.ts'
import { readTimeline } from '../../db/orders/timeline.ts'
import type { UserId } from '../../domain/ids.ts'
import { cancel } from '../../domain/order/changes/cancel.ts'
import { completeWithdrawal } from '../../domain/withdrawal/changes/complete.ts'
import { failWithdrawal } from '../../domain/withdrawal/changes/fail.ts'
import {
  createdOrder,
  giveMoney,
  releaseIt,
  requested,
  reservedOrder,
  someCommand,
  someProof,
  someTerms,
  someUser,
  someWithdrawal,
  take,
  takeOut,
  usdc,
} from '../setup/books.ts'
import { useTestDatabase } from '../setup/useDatabase.ts'
import { decided, decisionOf, disputeIt, orderInProgress } from './disputing.ts'

const { db } = await useTestDatabase()

async function numberAll(): Promise<void> {
  while ((await numberEvents(db)) > 0);
}

describe('the timeline of an order', () => {
  test('shows events with what they posted, states and transactions, each in order', async () => {
    const [buyer, seller] = [await someUser(db, usdc(10)), await someUser(db)]
    const order = await disputeIt(db, await orderInProgress(db, someTerms(buyer, seller, usdc(10))))
    const resolution = decisionOf(order, usdc(4))
    await take(db, await decided(db, order, resolution))
    const { orderId } = order.terms
    await numberAll()
    const { events, states } = await readTimeline(db, orderId)
    expect(events.map(({ eventType }) => eventType)).toEqual([
      'order.created',
      'order.funds_reserved',
      'balance.reserved',
      'order.escrow_creating',
      'escrow.created',
      'order.escrow_funding',
      'order.escrow_funded',
      'escrow.funded',
      'balance.debited',
      'order.in_progress',
      'order.disputed',
      'dispute.opened',
      'escrow.disputed',
      'order.released',
      'balance.credited',
      'order.refunded',
      'balance.credited',
      'escrow.resolved',
      'dispute.resolved',
      'order.closed',
    ])
    const sequences = events.map(({ sequence }) => BigInt(sequence ?? 0))
    expect(sequences).toEqual([...sequences].sort((a, b) => (a < b ? -1 : 1)))
    const posted = new Map(events.map(({ eventType, entries }) => [eventType, entries]))
    expect(posted.get('order.created')).toEqual([])
    expect(posted.get('order.disputed')).toEqual([])
    expect(posted.get('order.funds_reserved')).toEqual([
      { account: `user:${buyer}:available`, amountStroops: String(usdc(10)) },
      { account: `order:${orderId}:reserved`, amountStroops: String(-usdc(10)) },
    ])
    expect(posted.get('order.closed')).toContainEqual({
      account: `user:${seller}:available`,
      amountStroops: String(-usdc(4)),
    })
    expect(posted.get('dispute.resolved')).toEqual(posted.get('order.closed'))
    expect(states.map(({ version }) => version)).toEqual(states.map((_, n) => n + 1))
    expect(states.at(-1)).toMatchObject({ statuses: ['RELEASED', 'CLOSED'], commandId: resolution.commandId })
  })

  test('shows an event before it is numbered', async () => {
    const order = await createdOrder(db, someTerms(await someUser(db), await someUser(db), usdc(1)))
    const { events } = await readTimeline(db, order.terms.orderId)
    expect(events).toMatchObject([{ eventType: 'order.created', sequence: null }])
  })

  test('shows every attempt on chain, also one that failed', async () => {
    const order = await createdOrder(db, someTerms(await someUser(db), await someUser(db), usdc(1)))
    const { orderId } = order.terms
    for (const [attempt, status] of ['EXPIRED', 'APPLIED'].entries()) {
      const { transactionHash } = someProof()
      await db.sql`
        insert into chain_attempts (step_key, attempt, kind, order_id, envelope_xdr, hash, inner_hash, source_address, sequence,
          max_time_seconds, contract_id, status, ledger)
        values (${`${orderId}:deploy`}, ${attempt + 1}, 'deploy', ${orderId}, 'AAAA', ${transactionHash}, ${transactionHash},
          'GA', '1', 1, 'CA', ${status}, 7)`
    }
    const { transactions } = await readTimeline(db, orderId)
    expect(transactions).toMatchObject([
      { kind: 'deploy', attempt: 1, status: 'EXPIRED', contractId: 'CA', ledger: 7 },
      { kind: 'deploy', attempt: 2, status: 'APPLIED' },
    ])
  })

  test('of an order that does not exist is empty', async () => {
    expect(await readTimeline(db, newId('order'))).toEqual({ events: [], transactions: [], states: [] })
  })
})

describe('the history of a balance', () => {
  /** Everything that moves one person's balances, as buyer, as seller and as somebody who takes money out. */
  async function busyLife(): Promise<UserId> {
    const person = await someUser(db, usdc(100))
    const other = await someUser(db, usdc(100))
    await reservedOrder(db, someTerms(person, other, usdc(1)))
    const canceled = await reservedOrder(db, someTerms(person, other, usdc(2)))
    await take(db, cancel(canceled, { kind: 'cancel', commandId: someCommand() }))
    await releaseIt(db, await orderInProgress(db, someTerms(person, other, usdc(4))))
    await releaseIt(db, await orderInProgress(db, someTerms(other, person, usdc(8))))
    const disputed = await disputeIt(db, await orderInProgress(db, someTerms(person, other, usdc(16))))
    await take(db, await decided(db, disputed, decisionOf(disputed, usdc(6))))
    const withMyself = await disputeIt(db, await orderInProgress(db, someTerms(person, person, usdc(3))))
    await take(db, await decided(db, withMyself, decisionOf(withMyself, usdc(1))))
    const paid = await requested(db, someWithdrawal(person, usdc(9)))
    await takeOut(db, completeWithdrawal(paid, someProof()))
    const refused = await requested(db, someWithdrawal(person, usdc(11)))
    await takeOut(db, failWithdrawal(refused, { code: 'no_trustline', reason: 'It has no trustline.' }))
    await requested(db, someWithdrawal(person, usdc(7)))
    await giveMoney(db, person, usdc(5))
    return person
  }

  test('adds up to the balances, and is the same in pages of any size while more comes in', async () => {
    const person = await busyLife()
    const { entries } = await balanceHistory(db, person, { limit: 100 })
    const sums = { available: 0n, reserved: 0n, withdrawing: 0n }
    for (const { balance, amountStroops } of entries) sums[balance] += BigInt(amountStroops)
    const now = await userBalance(db, person)
    expect(sums).toEqual({
      available: now.availableStroops,
      reserved: now.reservedStroops,
      withdrawing: now.withdrawingStroops,
    })
    expect(sums).toMatchObject({ reserved: usdc(1), withdrawing: usdc(7) })
    expect(entries[0]).toMatchObject({
      kind: 'deposit',
      balance: 'available',
      amountStroops: String(usdc(5)),
      orderId: null,
    })
    expect(entries.filter(({ kind }) => kind === 'resolution')).toHaveLength(3)
    expect(entries.every(({ id }) => isBalanceEntryId(id))).toBe(true)
    // All of it still has to fit into one page, to be compared with.
    let room = 100 - entries.length
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 30 }), async (limit) => {
        const known = (await balanceHistory(db, person, { limit: 100 })).entries
        const seen: typeof known = []
        for (let more = true; more; ) {
          const page = await balanceHistory(db, person, { limit, cursor: seen.at(-1)?.id })
          expect(page.entries.length).toBeLessThanOrEqual(limit)
          seen.push(...page.entries)
          more = page.hasMore
          if (more && room-- > 0) await giveMoney(db, person, usdc(1))
        }
        expect(seen).toEqual(known)
      }),
      { numRuns: 15 },
    )
  })

  test('of somebody without any moves is empty', async () => {
    expect(await balanceHistory(db, await someUser(db), { limit: 10 })).toEqual({ entries: [], hasMore: false })
  })

  test('refuses a cursor that is none of its ids', async () => {
    await expect(balanceHistory(db, await someUser(db), { limit: 10, cursor: '1; --' })).rejects.toThrow(
      'balance entry',
    )
  })
})

function named(pattern: string, type: string): boolean {
  return pattern === '*' || (pattern.endsWith('.*') ? type.startsWith(pattern.slice(0, -1)) : pattern === type)
}

describe('the history of events', () => {
  test('shows what a plain filter would, oldest first, for any patterns, thing and page', async () => {
    const [buyer, seller] = [await someUser(db, usdc(50)), await someUser(db)]
    const orders = [1, 2, 3].map((units) => someTerms(buyer, seller, usdc(units)))
    for (const terms of orders) await releaseIt(db, await orderInProgress(db, terms))
    await numberAll()
    const every = await db.sql<{ sequence: bigint; type: string; aggregateId: string }[]>`
      select sequence, event_type as type, aggregate_id as "aggregateId" from events where sequence is not null order by sequence`
    const patterns = fc.uniqueArray(
      fc.constantFrom('*', 'order.*', 'balance.*', 'order.released', 'wallet.ready', 'dispute.*', 'nothing.*'),
      { minLength: 1, maxLength: 3 },
    )
    const query = fc.record({
      patterns: fc.option(patterns, { nil: undefined }),
      aggregateId: fc.option(fc.constantFrom(buyer, seller, orders[1]?.orderId), { nil: undefined }),
      afterSequence: fc.option(fc.nat(every.length).map(BigInt), { nil: undefined }),
      limit: fc.integer({ min: 1, max: 40 }),
    })
    await fc.assert(
      fc.asyncProperty(query, async (asked) => {
        const fitting = every.filter(
          ({ sequence, type, aggregateId }) =>
            sequence > (asked.afterSequence ?? 0n) &&
            (asked.aggregateId === undefined || aggregateId === asked.aggregateId) &&
            (asked.patterns ?? ['*']).some((pattern) => named(pattern, type)),
        )
        const { events, hasMore } = await readEventHistory(db, asked)
        expect(events.map(({ sequence }) => BigInt(sequence))).toEqual(
          fitting.slice(0, asked.limit).map(({ sequence }) => sequence),
        )
        expect(hasMore).toBe(fitting.length > asked.limit)
      }),
      { numRuns: 150 },
    )
  })
})

describe('a noted command', () => {
  test('is pending, until its outcome is recorded', async () => {
    const command = { commandId: someCommand(), orderId: newId('order'), kind: 'reserve' }
    await notePendingCommand(db, command)
    expect(await readCommand(db, command.commandId)).toMatchObject({ ...command, status: 'PENDING', snapshot: null })
    await recordRejection(db, { ...command, rejection: { code: 'ORDER_NOT_FOUND', message: 'no' } })
    expect(await readCommand(db, command.commandId)).toMatchObject({ status: 'REJECTED' })
  })

  test('noted after its outcome keeps the outcome', async () => {
    const command = { commandId: someCommand(), orderId: newId('order'), kind: 'reserve' }
    await recordRejection(db, { ...command, rejection: { code: 'ORDER_NOT_FOUND', message: 'no' } })
    await notePendingCommand(db, command)
    expect(await readCommand(db, command.commandId)).toMatchObject({ status: 'REJECTED' })
  })
})
