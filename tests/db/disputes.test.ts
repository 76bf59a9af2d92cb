import { describe, expect, test } from 'vitest'
import { readCommand } from '../../db/commands/read.ts'
import { assignDispute } from '../../db/disputes/assign.ts'
import { readDispute } from '../../db/disputes/read.ts'
import { accountBalance, balanceDrift, ledgerSum, userBalance } from '../../db/ledger/balances.ts'
import { DustNotBooked, InsufficientBalance } from '../../db/ledger/errors.ts'
import { newId } from '../../db/newId.ts'
import { commitOrderChange } from '../../db/orders/commitChange.ts'
import { readOrder } from '../../db/orders/read.ts'
import { claimDueTopUps } from '../../db/topUps/claimDueTopUps.ts'
import { markTopUpsPaid } from '../../db/topUps/markTopUpsPaid.ts'
import type { DisputeId, UserId } from '../../domain/ids.ts'
import { invariant } from '../../domain/invariant.ts'
import { stroops } from '../../domain/money.ts'
import { frozen, openDispute } from '../../domain/order/changes/dispute.ts'
import type { OrderState } from '../../domain/order/state.ts'
import { someCommand, someProof, someTerms, someUser, take, usdc } from '../setup/books.ts'
import { useTestDatabase } from '../setup/useDatabase.ts'
import {
  contractOf,
  decided,
  decisionOf,
  disputeIt,
  orderInProgress,
  refunding,
  someTransfer,
  watch,
} from './disputing.ts'

const { db } = await useTestDatabase()

type Case = { order: OrderState; buyer: UserId; seller: UserId; disputeId: DisputeId }

async function disputedOrder(amount = usdc(100), platformFeeBps = 0): Promise<Case> {
  const [buyer, seller] = [await someUser(db, amount), await someUser(db)]
  const order = await disputeIt(db, await orderInProgress(db, someTerms(buyer, seller, amount, { platformFeeBps })))
  invariant(order.dispute, 'The order was disputed')
  return { order, buyer, seller, disputeId: order.dispute.disputeId }
}

async function availableOf(userId: UserId): Promise<bigint> {
  return (await userBalance(db, userId)).availableStroops
}

async function eventsOf(aggregateId: string): Promise<string[]> {
  const rows = await db.sql<{ type: string }[]>`
    select event_type as type from events where aggregate_id = ${aggregateId} order by position`
  return rows.map(({ type }) => type)
}

/** Names the rule by which the database refuses a statement. */
async function ruleAgainst(statement: Promise<unknown>): Promise<string> {
  const refusal: unknown = await statement.then(
    () => null,
    (error: unknown) => error,
  )
  return refusal instanceof Error && 'constraint_name' in refusal ? String(refusal.constraint_name) : 'nothing'
}

describe('a dispute', () => {
  test('opens with its order, and the outcome shows it', async () => {
    const [buyer, seller] = [await someUser(db, usdc(20)), await someUser(db)]
    const order = await orderInProgress(db, someTerms(buyer, seller, usdc(20)))
    const commandId = someCommand()
    const facts = { openedBy: 'SELLER', reason: 'OTHER', description: `She's "gone" \\ away` } as const
    const opened = await take(db, openDispute(order, { kind: 'dispute', commandId, ...facts }))
    const view = await readOrder(db, order.terms.orderId)
    expect(view).toMatchObject({ status: 'DISPUTED', escrow: { status: 'DISPUTED' } })
    expect(view?.dispute).toEqual({
      id: opened.dispute?.disputeId,
      status: 'OPEN',
      ...facts,
      decision: null,
      releaseStroops: null,
      refundStroops: null,
      note: null,
      assignedTo: null,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      resolvedAt: null,
    })
    expect(await readCommand(db, commandId)).toMatchObject({ status: 'SUCCEEDED', snapshot: view })
  })

  test('is decided with its amounts and note, and the outcome shows that too', async () => {
    const { order, disputeId, buyer, seller } = await disputedOrder()
    const resolution = decisionOf(order, usdc(80), '80% of the work was done')
    await take(db, await decided(db, order, resolution))
    const record = await readDispute(db, disputeId)
    expect(record).toMatchObject({
      status: 'RESOLVED',
      decision: 'SPLIT',
      releaseStroops: String(usdc(80)),
      refundStroops: String(usdc(20)),
      note: '80% of the work was done',
      orderId: order.terms.orderId,
      buyerId: buyer,
      sellerId: seller,
    })
    expect(record?.resolvedAt).not.toBeNull()
    const command = await readCommand(db, resolution.commandId)
    expect(command?.snapshot).toMatchObject({ status: 'CLOSED', finalStatus: 'SPLIT', dispute: { status: 'RESOLVED' } })
    expect(await eventsOf(disputeId)).toEqual(['dispute.opened', 'dispute.resolved'])
  })

  test('that support has taken stays taken until it is decided, then keeps who had it', async () => {
    const { order, disputeId } = await disputedOrder()
    expect(await assignDispute(db, disputeId, 'dana')).toMatchObject({ status: 'UNDER_REVIEW', assignedTo: 'dana' })
    expect(await assignDispute(db, disputeId, 'dana')).toMatchObject({ assignedTo: 'dana' })
    expect(await assignDispute(db, disputeId, 'eve')).toMatchObject({ status: 'UNDER_REVIEW', assignedTo: 'eve' })
    expect(await eventsOf(disputeId)).toEqual(['dispute.opened', 'dispute.assigned', 'dispute.assigned'])
    expect((await readOrder(db, order.terms.orderId))?.dispute).toMatchObject({ assignedTo: 'eve' })
    await take(db, await decided(db, order, decisionOf(order, 0n)))
    expect(await assignDispute(db, disputeId, 'mallory')).toMatchObject({ status: 'RESOLVED', assignedTo: 'eve' })
  })

  test('that support has taken is not given back by a later change that still calls it open', async () => {
    const [buyer, seller] = [await someUser(db, usdc(5)), await someUser(db)]
    const order = await orderInProgress(db, someTerms(buyer, seller, usdc(5)))
    const commandId = someCommand()
    const step = openDispute(order, { kind: 'dispute', commandId, openedBy: 'BUYER', reason: 'OTHER' })
    const opened = await take(db, step)
    invariant(opened.dispute && step.change.dispute, 'The order was disputed')
    await assignDispute(db, opened.dispute.disputeId, 'dana')
    const { change } = frozen(opened, commandId, someProof())
    await commitOrderChange(db, { ...change, dispute: step.change.dispute })
    expect(await readDispute(db, opened.dispute.disputeId)).toMatchObject({
      status: 'UNDER_REVIEW',
      assignedTo: 'dana',
    })
  })

  test('that does not exist is nobody’s', async () => {
    expect(await readDispute(db, newId('dispute'))).toBeNull()
    expect(await assignDispute(db, newId('dispute'), 'dana')).toBeNull()
  })

  test('twenty people take it at once: it has one of them, and every change of hands is told', async () => {
    const { disputeId } = await disputedOrder()
    await Promise.all(Array.from({ length: 20 }, (_, n) => assignDispute(db, disputeId, `agent-${n}`)))
    const assigned = (await eventsOf(disputeId)).filter((type) => type === 'dispute.assigned')
    expect(assigned).toHaveLength(20)
    const [last] = await db.sql<{ to: string }[]>`
      select payload ->> 'assignedTo' as to from events where aggregate_id = ${disputeId} order by position desc limit 1`
    expect(await readDispute(db, disputeId)).toMatchObject({ assignedTo: last?.to })
  })
})

describe('the database refuses', () => {
  test('to change or reopen a dispute that is decided', async () => {
    const { order, disputeId } = await disputedOrder()
    await take(db, await decided(db, order, decisionOf(order, usdc(100))))
    const { sql } = db
    const attempts = [
      () => sql`update disputes set status = 'OPEN', decision = null where id = ${disputeId}`,
      () => sql`update disputes set decision = 'FULL_REFUND' where id = ${disputeId}`,
      () => sql`update disputes set note = 'other' where id = ${disputeId}`,
    ]
    for (const attempt of attempts) expect(await ruleAgainst(attempt())).toBe('disputes_resolved_once')
  })

  test('to rewrite what a dispute was opened for, to give it back, or to lose it', async () => {
    const { disputeId } = await disputedOrder()
    await assignDispute(db, disputeId, 'dana')
    const { sql } = db
    expect(await ruleAgainst(sql`update disputes set reason = 'OTHER' where id = ${disputeId}`)).toBe(
      'disputes_facts_stay',
    )
    expect(await ruleAgainst(sql`update disputes set status = 'OPEN' where id = ${disputeId}`)).toBe(
      'disputes_resolved_once',
    )
    expect(await ruleAgainst(sql`delete from disputes where id = ${disputeId}`)).toBe('disputes_kept')
    expect(await ruleAgainst(sql`truncate disputes`)).toBe('disputes_kept')
  })

  test('a decision without its amounts, and a dispute that begins decided', async () => {
    const { order, disputeId } = await disputedOrder()
    const { sql } = db
    const half = sql`update disputes set status = 'RESOLVED', decision = 'SPLIT', resolved_at = now() where id = ${disputeId}`
    expect(await ruleAgainst(half)).toBe('disputes_decided')
    const begun = sql`
      insert into disputes (id, order_id, status, opened_by, reason) values ('dsp_x', ${order.terms.orderId}, 'RESOLVED', 'BUYER', 'OTHER')`
    expect(await ruleAgainst(begun)).toBe('disputes_begin_open')
  })
})

describe('a resolution', () => {
  test('splits with the commission on the seller’s part only, and owes both wallets what the contract kept', async () => {
    const { order, buyer, seller } = await disputedOrder(usdc(100), 500)
    await take(db, await decided(db, order, decisionOf(order, usdc(80))))
    expect(await availableOf(seller)).toBe(usdc(76))
    expect(await availableOf(buyer)).toBe(usdc(20))
    // Of the gross 80 and 20 the contract kept 0.3 % and 5 %.
    expect(await accountBalance(db, `wallet:${seller}`)).toBe(usdc(75.76))
    expect(await accountBalance(db, `wallet:${buyer}`)).toBe(usdc(18.94))
    const due = await db.sql`
      select user_id, amount_stroops as amount from top_ups where order_id = ${order.terms.orderId}`
    expect(due).toHaveLength(2)
    expect(due).toContainEqual({ user_id: seller, amount: usdc(0.24) })
    expect(due).toContainEqual({ user_id: buyer, amount: usdc(1.06) })
    expect(await accountBalance(db, `escrow:${contractOf(order)}`)).toBe(0n)
    expect(await accountBalance(db, `order:${order.terms.orderId}:escrow`)).toBe(0n)
    expect(await ledgerSum(db)).toBe(0n)
    expect(await balanceDrift(db)).toHaveLength(0)
  })

  test('of an order between one person and himself owes one wallet once', async () => {
    const person = await someUser(db, usdc(10))
    const order = await disputeIt(db, await orderInProgress(db, someTerms(person, person, usdc(10))))
    await take(db, await decided(db, order, decisionOf(order, usdc(4))))
    const due =
      await db.sql`select user_id, amount_stroops as amount from top_ups where order_id = ${order.terms.orderId}`
    expect(due).toEqual([{ user_id: person, amount: usdc(0.03) }])
    expect(await availableOf(person)).toBe(usdc(10))
  })

  test('is committed once, whoever repeats it', async () => {
    const { order, buyer, seller } = await disputedOrder()
    const step = await decided(db, order, decisionOf(order, usdc(30)))
    const results = await Promise.all(Array.from({ length: 20 }, () => commitOrderChange(db, step.change)))
    expect(new Set(results.map((result) => JSON.stringify(result)))).toHaveLength(1)
    expect(await availableOf(seller)).toBe(usdc(30))
    expect(await availableOf(buyer)).toBe(usdc(70))
  })
})

describe('dust that a stranger sent to a contract', () => {
  test('makes the resolution wait until the watcher has booked all of it, then goes to the treasury', async () => {
    const { order, buyer } = await disputedOrder()
    const to = contractOf(order)
    const step = await decided(db, order, decisionOf(order, 0n), 7_000_000n)
    const treasuryBefore = await accountBalance(db, 'treasury')
    await expect(commitOrderChange(db, step.change)).rejects.toThrow(DustNotBooked)
    await watch(db, someTransfer({ verdict: 'escrow_dust', to, amount: stroops(6_999_999n) }))
    await expect(commitOrderChange(db, step.change)).rejects.toThrow(DustNotBooked)
    expect((await readOrder(db, order.terms.orderId))?.dispute).toMatchObject({ status: 'OPEN' })
    expect(await availableOf(buyer)).toBe(0n)
    await watch(db, someTransfer({ verdict: 'escrow_dust', to, amount: stroops(1n) }))
    expect(await commitOrderChange(db, step.change)).toMatchObject({ applied: true })
    expect(await availableOf(buyer)).toBe(usdc(100))
    expect(await accountBalance(db, `escrow:${to}`)).toBe(0n)
    // 0.3 % of it stays with the protocol, as of everything that the contract pays out.
    expect((await accountBalance(db, 'treasury')) - treasuryBefore).toBe(6_979_000n)
  })

  test('that comes after the payout stays in the contract', async () => {
    const { order } = await disputedOrder()
    const to = contractOf(order)
    await take(db, await decided(db, order, decisionOf(order, usdc(100))))
    await watch(db, someTransfer({ verdict: 'escrow_dust', to, amount: stroops(5n) }))
    expect(await accountBalance(db, `escrow:${to}`)).toBe(5n)
    expect(await ledgerSum(db)).toBe(0n)
  })

  test('is booked once, however often the watcher sees it', async () => {
    const { order } = await disputedOrder()
    const transfer = someTransfer({ verdict: 'escrow_dust', to: contractOf(order), amount: stroops(9n) })
    const before = await accountBalance(db, 'suspense')
    await watch(db, transfer, transfer)
    await watch(db, transfer)
    expect((await accountBalance(db, 'suspense')) - before).toBe(9n)
  })

  test('a contract that is short without any dust is a fault of ours, and says so', async () => {
    const { order } = await disputedOrder()
    const first = await decided(db, order, decisionOf(order, 0n))
    const { change } = first
    invariant(change.posting?.rule === 'resolution', 'A decision is posted')
    const other = { ...change, posting: { ...change.posting, refundStroops: String(usdc(101)) } }
    await expect(commitOrderChange(db, other)).rejects.toThrow(InsufficientBalance)
  })

  test('a refund takes it along too', async () => {
    const [buyer, seller] = [await someUser(db, usdc(50)), await someUser(db)]
    const order = await orderInProgress(db, someTerms(buyer, seller, usdc(50)))
    await watch(db, someTransfer({ verdict: 'escrow_dust', to: contractOf(order), amount: stroops(1_000n) }))
    await take(db, await refunding(db, order, 1_000n))
    expect(await availableOf(buyer)).toBe(usdc(50))
    expect(await readOrder(db, order.terms.orderId)).toMatchObject({ finalStatus: 'REFUNDED', dispute: null })
    expect(await accountBalance(db, `escrow:${contractOf(order)}`)).toBe(0n)
  })
})

describe('the two top-ups of a split', () => {
  test('may be paid in different batches, whose names differ, each posted once', async () => {
    const { order, buyer, seller } = await disputedOrder()
    await take(db, await decided(db, order, decisionOf(order, usdc(60))))
    const paid = new Map<string, string>()
    for (let batch = await claimDueTopUps(db, 1); batch !== null; batch = await claimDueTopUps(db, 1)) {
      expect(await claimDueTopUps(db, 1)).toEqual(batch)
      expect(paid.has(batch.batchKey)).toBe(false)
      const [topUp, ...others] = batch.topUps
      expect(others).toHaveLength(0)
      paid.set(batch.batchKey, `${topUp?.orderId} ${topUp?.userId} ${topUp?.amountStroops}`)
      await markTopUpsPaid(db, batch.batchKey, someProof())
      await markTopUpsPaid(db, batch.batchKey, someProof())
    }
    const { orderId } = order.terms
    expect([...paid.values()]).toContain(`${orderId} ${seller} ${usdc(0.18)}`)
    expect([...paid.values()]).toContain(`${orderId} ${buyer} ${usdc(0.12)}`)
    expect(await accountBalance(db, `wallet:${seller}`)).toBe(usdc(60))
    expect(await accountBalance(db, `wallet:${buyer}`)).toBe(usdc(40))
    const posted = await db.sql<{ key: string }[]>`
      select posting_key as key from ledger_transactions where order_id = ${orderId} and kind = 'feeTopUp'`
    expect(posted.map(({ key }) => key).sort()).toEqual([buyer, seller].map((id) => `${orderId}:feeTopUp:${id}`).sort())
  })
})
