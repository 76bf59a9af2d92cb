import fc from 'fast-check'
import { expect, test } from 'vitest'
import { balanceDrift, ledgerSum, userBalance } from '../../db/ledger/balances.ts'
import { InsufficientBalance } from '../../db/ledger/errors.ts'
import { post } from '../../db/ledger/post.ts'
import { commitOrderChange } from '../../db/orders/commitChange.ts'
import { claimDueTopUps } from '../../db/topUps/claimDueTopUps.ts'
import { markTopUpsPaid } from '../../db/topUps/markTopUpsPaid.ts'
import { commitWithdrawalChange } from '../../db/withdrawals/commitChange.ts'
import type { UserId } from '../../domain/ids.ts'
import { treasuryFundingPosting } from '../../domain/ledger/rules/treasuryFunding.ts'
import { type Stroops, stroops } from '../../domain/money.ts'
import { cancel } from '../../domain/order/changes/cancel.ts'
import { create } from '../../domain/order/changes/create.ts'
import { deployed, noteContractId, requestEscrow } from '../../domain/order/changes/createEscrow.ts'
import { funded, startFunding } from '../../domain/order/changes/fund.ts'
import { reserve } from '../../domain/order/changes/reserve.ts'
import { newOrderState, type OrderState } from '../../domain/order/state.ts'
import { completeWithdrawal } from '../../domain/withdrawal/changes/complete.ts'
import { failWithdrawal } from '../../domain/withdrawal/changes/fail.ts'
import { requestWithdrawal } from '../../domain/withdrawal/changes/request.ts'
import type { WithdrawalState } from '../../domain/withdrawal/step.ts'
import {
  createdOrder,
  deploy,
  giveMoney,
  randomContract,
  releaseIt,
  someCommand,
  someProof,
  someTerms,
  someUser,
  someWithdrawal,
  take,
  takeOut,
} from '../setup/books.ts'
import { useTestDatabase } from '../setup/useDatabase.ts'

// Goal: whatever happens in whatever order, money is neither made nor lost. Method: random sequences of moves between
// three people who are each other's buyers and sellers, with the laws checked in the database after every single move.
const { db } = await useTestDatabase()

type World = { people: UserId[]; orders: OrderState[]; withdrawals: WithdrawalState<'PENDING'>[]; treasury: bigint }
type Move = (world: World) => Promise<void>

const anyAmount = fc.oneof(fc.bigInt({ min: 1n, max: 400n }), fc.bigInt({ min: 1n, max: 10_000_000_000n })).map(stroops)
const anyPerson = fc.nat(2)
const anyOrder = fc.nat(30)

const moves: fc.Arbitrary<{ name: string; run: Move }> = fc.oneof(
  fc
    .tuple(anyPerson, anyAmount)
    .map(([who, amount]) => ({ name: `deposit ${amount} to ${who}`, run: depositTo(who, amount) })),
  fc
    .record({ buyer: anyPerson, seller: anyPerson, amount: anyAmount, bps: fc.integer({ min: 0, max: 9_900 }) })
    .map((facts) => ({ name: `reserve ${JSON.stringify(facts, text)}`, run: placeAndReserve(facts) })),
  anyOrder.map((n) => ({ name: `cancel ${n}`, run: onOrder(n, 'FUNDS_RESERVED', cancelIt) })),
  anyOrder.map((n) => ({ name: `fund ${n}`, run: onOrder(n, 'FUNDS_RESERVED', deployAndFund) })),
  anyOrder.map((n) => ({ name: `release ${n}`, run: onOrder(n, 'IN_PROGRESS', (order) => releaseIt(db, order)) })),
  fc
    .tuple(anyPerson, fc.oneof(anyAmount, fc.constant('all' as const)))
    .map(([who, amount]) => ({ name: `withdraw ${amount} of ${who}`, run: takeOutOf(who, amount) })),
  fc.nat(10).map((n) => ({ name: `pay withdrawal ${n}`, run: endWithdrawal(n, payWithdrawal) })),
  fc.nat(10).map((n) => ({ name: `give withdrawal ${n} back`, run: endWithdrawal(n, giveBack) })),
  fc.integer({ min: 1, max: 5 }).map((limit) => ({ name: `top up ${limit}`, run: topUp(limit) })),
)

function text(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}

const pick = <T>(list: readonly T[], n: number): T => list[n % list.length] as T

function depositTo(who: number, amount: Stroops): Move {
  return ({ people }) => giveMoney(db, pick(people, who), amount)
}

function placeAndReserve(facts: { buyer: number; seller: number; amount: Stroops; bps: number }): Move {
  return async (world) => {
    const [buyer, seller] = [pick(world.people, facts.buyer), pick(world.people, facts.seller)]
    const created = await createdOrder(db, someTerms(buyer, seller, facts.amount, { platformFeeBps: facts.bps }))
    const step = reserve(created, someCommand())
    const before = await availableOf(buyer)
    const result = await commitOrderChange(db, step.change)
    expect(result.applied).toBe(before >= facts.amount)
    expect(await availableOf(buyer)).toBe(result.applied ? before - facts.amount : before)
    world.orders.push(result.applied ? step.next : created)
  }
}

function onOrder(n: number, status: OrderState['status'], move: (order: OrderState) => Promise<OrderState>): Move {
  return async ({ orders }) => {
    const fitting = orders.filter((order) => order.status === status)
    if (fitting.length === 0) return
    const order = pick(fitting, n)
    orders[orders.indexOf(order)] = await move(order)
  }
}

async function cancelIt(order: OrderState): Promise<OrderState> {
  return await take(db, cancel(order, { kind: 'cancel', commandId: someCommand() }))
}

/** A wallet that still waits for its top-up may be unable to pay although its owner has the money: then nothing moves. */
async function deployAndFund(order: OrderState): Promise<OrderState> {
  const command = someCommand()
  const standing = await take(db, startFunding(await deploy(db, order, randomContract()), command))
  const step = funded(standing, command, someProof())
  const walletBefore = await balanceOf(`wallet:${order.terms.buyerId}`)
  try {
    await commitOrderChange(db, step.change)
    expect(walletBefore >= BigInt(order.terms.amountStroops)).toBe(true)
    return step.next
  } catch (error) {
    expect(error).toBeInstanceOf(InsufficientBalance)
    expect(walletBefore < BigInt(order.terms.amountStroops)).toBe(true)
    return standing
  }
}

function takeOutOf(who: number, asked: Stroops | 'all'): Move {
  return async ({ people, withdrawals }) => {
    const person = pick(people, who)
    const before = await availableOf(person)
    const amount = asked === 'all' ? stroops(before) : asked
    if (amount === 0n) return
    const { change, next } = requestWithdrawal(someWithdrawal(person, amount), someCommand())
    const { applied } = await commitWithdrawalChange(db, change)
    expect(applied).toBe(before >= amount)
    expect(await availableOf(person)).toBe(applied ? before - amount : before)
    if (applied) withdrawals.push(next)
  }
}

function endWithdrawal(n: number, end: (withdrawal: WithdrawalState<'PENDING'>) => Promise<boolean>): Move {
  return async (world) => {
    if (world.withdrawals.length === 0) return
    const withdrawal = pick(world.withdrawals, n)
    if (await end(withdrawal)) world.withdrawals = world.withdrawals.filter((other) => other !== withdrawal)
  }
}

/** A wallet that still waits for its top-up cannot have paid: the network would have refused. */
async function payWithdrawal(withdrawal: WithdrawalState<'PENDING'>): Promise<boolean> {
  const { userId, amountStroops } = withdrawal.terms
  if ((await balanceOf(`wallet:${userId}`)) < BigInt(amountStroops)) return false
  await takeOut(db, completeWithdrawal(withdrawal, someProof()))
  return true
}

async function giveBack(withdrawal: WithdrawalState<'PENDING'>): Promise<boolean> {
  const before = await availableOf(withdrawal.terms.userId)
  await takeOut(db, failWithdrawal(withdrawal, { code: 'no_trustline', reason: 'It has no trustline.' }))
  expect((await availableOf(withdrawal.terms.userId)) - before).toBe(BigInt(withdrawal.terms.amountStroops))
  return true
}

function topUp(limit: number): Move {
  return async (world) => {
    const batch = await claimDueTopUps(db, limit)
    if (batch === null) return
    world.treasury -= batch.topUps.reduce((sum, { amountStroops }) => sum + BigInt(amountStroops), 0n)
    await markTopUpsPaid(db, batch.batchKey, someProof())
  }
}

async function balanceOf(name: string): Promise<bigint> {
  const [row] = await db.sql<{ balance: bigint }[]>`select balance from ledger_accounts where name = ${name}`
  return row?.balance ?? 0n
}
const availableOf = (userId: UserId) => balanceOf(`user:${userId}:available`)

/** The laws of the books, each as the rows that break it. */
async function checkLaws(): Promise<void> {
  expect(await ledgerSum(db)).toBe(0n)
  expect(await balanceDrift(db)).toHaveLength(0)
  const [totals] = await db.sql<{ owed: bigint; held: bigint; due: bigint; commission: bigint }[]>`
    select
      (select coalesce(sum(balance), 0) from ledger_accounts where kind in ('userAvailable', 'orderReserved', 'orderEscrow', 'withdrawalPending'))::bigint as owed,
      (select coalesce(sum(balance), 0) from ledger_accounts where kind in ('wallet', 'escrow'))::bigint as held,
      (select coalesce(sum(amount_stroops), 0) from top_ups where status = 'DUE')::bigint as due`
  expect(totals?.held).toBe((totals?.owed ?? 0n) - (totals?.due ?? 0n))
  // Each wallet holds what its owner has, free, reserved or to be paid out, less what the treasury still owes to it.
  const shortWallets = await db.sql`
    select w.name from ledger_accounts w
    where w.kind = 'wallet' and w.balance <>
      coalesce((select balance from ledger_accounts where name = 'user:' || substr(w.name, 8) || ':available'), 0)
      + (select coalesce(sum(r.balance), 0) from orders o
         join ledger_accounts r on r.name = 'order:' || o.id || ':reserved' where o.buyer_id = substr(w.name, 8))
      + (select coalesce(sum(amount_stroops), 0) from withdrawals t where t.user_id = substr(w.name, 8) and t.status = 'PENDING')
      - (select coalesce(sum(amount_stroops), 0) from top_ups t where t.user_id = substr(w.name, 8) and t.status = 'DUE')`
  expect(shortWallets).toHaveLength(0)
  // What is set aside for a withdrawal is its amount until it has ended, and nothing afterwards.
  const unequalWithdrawals = await db.sql`
    select w.id from withdrawals w join ledger_accounts p on p.name = 'withdrawal:' || w.id || ':pending'
    where p.balance <> case w.status when 'PENDING' then w.amount_stroops else 0 end`
  expect(unequalWithdrawals).toHaveLength(0)
  const unequalEscrows = await db.sql`
    select e.order_id from escrows e
    join ledger_accounts c on c.name = 'escrow:' || e.contract_id
    join ledger_accounts o on o.name = 'order:' || e.order_id || ':escrow'
    where c.balance <> o.balance`
  expect(unequalEscrows).toHaveLength(0)
}

/** What people are told is all that the ledger has of them. */
async function checkBalances(people: readonly UserId[]): Promise<void> {
  for (const person of people) {
    const [reserved] = await db.sql<{ sum: bigint }[]>`
      select coalesce(sum(r.balance), 0)::bigint as sum from orders o
      join ledger_accounts r on r.name = 'order:' || o.id || ':reserved' where o.buyer_id = ${person}`
    const [withdrawing] = await db.sql<{ sum: bigint }[]>`
      select coalesce(sum(p.balance), 0)::bigint as sum from ledger_accounts p
      join ledger_transactions t on p.name = 'withdrawal:' || split_part(t.posting_key, ':', 1) || ':pending'
      where t.kind = 'withdrawalRequest' and t.user_id = ${person}`
    expect(await userBalance(db, person)).toEqual({
      availableStroops: await availableOf(person),
      reservedStroops: reserved?.sum,
      withdrawingStroops: withdrawing?.sum,
    })
  }
}

test('money is conserved after every move of any sequence', async () => {
  const float = stroops(1_000_000_000_000n)
  await fc.assert(
    fc.asyncProperty(fc.array(moves, { minLength: 5, maxLength: 40, size: 'max' }), async (sequence) => {
      const people = [await someUser(db), await someUser(db), await someUser(db)]
      await post(db.sql, treasuryFundingPosting({ eventId: crypto.randomUUID(), amount: float, proof: someProof() }))
      const world: World = { people, orders: [], withdrawals: [], treasury: float }
      for (const { run } of sequence) {
        await run(world)
        await checkLaws()
        await checkBalances(people)
      }
    }),
    { numRuns: 60, interruptAfterTimeLimit: 40_000, markInterruptAsFailure: false },
  )
})

test('what is reserved for an order is told from its reservation to its funding', async () => {
  const amount = stroops(70n)
  const [buyer, seller] = [await someUser(db, stroops(100n)), await someUser(db)]
  const told = async () => Number((await userBalance(db, buyer)).reservedStroops)
  const command = someCommand()
  const created = await createdOrder(db, someTerms(buyer, seller, amount))
  expect(await told()).toBe(0)
  const standing = await take(db, requestEscrow(await take(db, reserve(created, command)), command))
  expect([standing.status, await told()]).toEqual(['ESCROW_CREATING', 70])
  const known = await take(db, noteContractId(standing, command, randomContract()))
  const funding = await take(db, startFunding(await take(db, deployed(known, command)), command))
  expect([funding.status, await told()]).toEqual(['ESCROW_FUNDING', 70])
  const { status } = await take(db, funded(funding, command, someProof()))
  expect([status, await told()]).toEqual(['IN_PROGRESS', 0])
})

test('an order that was created twice under one command exists once', async () => {
  const [buyer, seller] = [await someUser(db), await someUser(db)]
  const step = create(newOrderState(someTerms(buyer, seller, stroops(7n))), someCommand())
  await take(db, step)
  await take(db, step)
  const rows = await db.sql`select version from orders where id = ${step.change.orderId}`
  expect(rows).toEqual([{ version: 1 }])
})
