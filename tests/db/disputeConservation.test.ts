import fc from 'fast-check'
import { expect, test } from 'vitest'
import { balanceDrift, ledgerSum } from '../../db/ledger/balances.ts'
import { DustNotBooked, InsufficientBalance } from '../../db/ledger/errors.ts'
import { commitOrderChange } from '../../db/orders/commitChange.ts'
import { claimDueTopUps } from '../../db/topUps/claimDueTopUps.ts'
import { markTopUpsPaid } from '../../db/topUps/markTopUpsPaid.ts'
import type { UserId } from '../../domain/ids.ts'
import { stroops } from '../../domain/money.ts'
import { funded, startFunding } from '../../domain/order/changes/fund.ts'
import type { OrderState } from '../../domain/order/state.ts'
import type { Step } from '../../domain/order/step.ts'
import {
  deploy,
  giveMoney,
  randomContract,
  releaseIt,
  reservedOrder,
  someCommand,
  someProof,
  someTerms,
  someUser,
  take,
} from '../setup/books.ts'
import { useTestDatabase } from '../setup/useDatabase.ts'
import { contractOf, decided, decisionOf, disputeIt, refunding, someTransfer, watch } from './disputing.ts'

// Goal: disputes, refunds and strangers' dust neither make nor lose money, in whatever order they come among the other
// moves. Method: random sequences between three people; after every move the laws are checked in the database, and what it
// says of each person's money is compared with a reckoning of the test's own.
const { db } = await useTestDatabase()

type World = {
  readonly people: UserId[]
  readonly orders: OrderState[]
  /** What each person should have available. */
  readonly available: Map<UserId, bigint>
  /** Per contract: what strangers sent and is not paid out yet, booked by the watcher or not. */
  readonly dust: Map<string, { booked: bigint; unbooked: bigint }>
  /** Payouts that happened on chain and wait for the watcher. */
  readonly waiting: Step[]
}
type Move = (world: World) => Promise<void>

const anyAmount = fc.oneof(fc.bigInt({ min: 1n, max: 700n }), fc.bigInt({ min: 1n, max: 10_000_000_000n })).map(stroops)
const anyPart = fc.bigInt({ min: 0n, max: 1_000n })
const nth = fc.nat(30)

const moves: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .record({ buyer: nth, seller: nth, amount: anyAmount, bps: fc.integer({ min: 0, max: 9_900 }) })
      .map((facts) => beginOrder(facts)),
  },
  nth.map((n) => onOrder(n, 'IN_PROGRESS', async (_, order) => await disputeIt(db, order))),
  nth.map((n) => onOrder(n, 'IN_PROGRESS', release)),
  { weight: 2, arbitrary: nth.map((n) => onOrder(n, 'IN_PROGRESS', refund)) },
  { weight: 3, arbitrary: fc.tuple(nth, anyPart).map(([n, part]) => onOrder(n, 'DISPUTED', resolveAt(part))) },
  // Often: a payout that has to wait for the watcher needs dust that nobody has booked.
  { weight: 4, arbitrary: fc.tuple(nth, anyAmount).map(([n, amount]) => sendDust(n, amount)) },
  fc.constant<Move>(bookDust),
  fc.integer({ min: 1, max: 3 }).map(topUp),
)

const pick = <T>(list: readonly T[], n: number): T => list[n % list.length] as T

function credit({ available }: World, userId: UserId, amount: bigint): void {
  available.set(userId, (available.get(userId) ?? 0n) + amount)
}

function beginOrder(facts: { buyer: number; seller: number; amount: bigint; bps: number }): Move {
  return async (world) => {
    const [buyer, seller] = [pick(world.people, facts.buyer), pick(world.people, facts.seller)]
    const amount = stroops(facts.amount)
    await giveMoney(db, buyer, amount)
    const reserved = await reservedOrder(db, someTerms(buyer, seller, amount, { platformFeeBps: facts.bps }))
    const command = someCommand()
    const standing = await take(db, startFunding(await deploy(db, reserved, randomContract()), command))
    const step = funded(standing, command, someProof())
    try {
      await commitOrderChange(db, step.change)
      world.orders.push(step.next)
    } catch (error) {
      // A wallet that waits for a top-up may be unable to pay although its owner has the money.
      expect(error).toBeInstanceOf(InsufficientBalance)
    }
  }
}

function onOrder(
  n: number,
  status: OrderState['status'],
  move: (world: World, order: OrderState) => Promise<OrderState>,
): Move {
  return async (world) => {
    const fitting = world.orders.filter((order) => order.status === status)
    if (fitting.length === 0) return
    const order = pick(fitting, n)
    world.orders[world.orders.indexOf(order)] = await move(world, order)
  }
}

async function release(world: World, order: OrderState): Promise<OrderState> {
  const { amountStroops, platformFeeBps, sellerId } = order.terms
  const after = await releaseIt(db, order)
  const amount = BigInt(amountStroops)
  credit(world, sellerId, amount - (amount * BigInt(platformFeeBps)) / 10_000n)
  return after
}

async function refund(world: World, order: OrderState): Promise<OrderState> {
  return await payOut(world, order, await refunding(db, order, dustOf(world, order)))
}

function resolveAt(part: bigint): (world: World, order: OrderState) => Promise<OrderState> {
  return async (world, order) => {
    const share = (BigInt(order.terms.amountStroops) * part) / 1_000n
    return await payOut(world, order, await decided(db, order, decisionOf(order, share), dustOf(world, order)))
  }
}

function dustOf({ dust }: World, order: OrderState): bigint {
  const { booked = 0n, unbooked = 0n } = dust.get(contractOf(order)) ?? {}
  return booked + unbooked
}

/** The contract is empty from here; the books follow as soon as the watcher knows of all that was in it. */
async function payOut(world: World, order: OrderState, step: Step): Promise<OrderState> {
  const dust = world.dust.get(contractOf(order))
  if (dust === undefined || dust.unbooked === 0n) {
    await settle(world, step)
  } else {
    await expect(commitOrderChange(db, step.change)).rejects.toThrow(DustNotBooked)
    world.waiting.push(step)
  }
  return step.next
}

async function settle(world: World, step: Step): Promise<void> {
  await take(db, step)
  const { terms, posting } = step.change
  if (posting?.rule !== 'resolution') throw new Error('A payout is posted as a resolution')
  world.dust.delete(posting.contractId)
  const [gross, refunded, dust] = [posting.releaseStroops, posting.refundStroops, posting.dustStroops].map(BigInt) as [
    bigint,
    bigint,
    bigint,
  ]
  // The contract's commission: reckoned on everything it holds, shared in proportion, rounded down twice.
  const total = gross + refunded + dust
  const commission = (gross * ((total * BigInt(terms.platformFeeBps)) / 10_000n)) / total
  credit(world, terms.sellerId, gross - commission)
  credit(world, terms.buyerId, refunded)
}

function sendDust(n: number, amount: bigint): Move {
  return async ({ orders, dust }) => {
    const fitting = orders.filter(({ status }) => status === 'IN_PROGRESS' || status === 'DISPUTED')
    if (fitting.length === 0) return
    const contract = contractOf(pick(fitting, n))
    const known = dust.get(contract) ?? { booked: 0n, unbooked: 0n }
    dust.set(contract, { ...known, unbooked: known.unbooked + amount })
  }
}

async function bookDust(world: World): Promise<void> {
  const late = [...world.dust].filter(([, { unbooked }]) => unbooked > 0n)
  await watch(
    db,
    ...late.map(([to, { unbooked }]) => someTransfer({ verdict: 'escrow_dust', to, amount: stroops(unbooked) })),
  )
  for (const [contract, { booked, unbooked }] of late)
    world.dust.set(contract, { booked: booked + unbooked, unbooked: 0n })
  for (const step of world.waiting.splice(0)) await settle(world, step)
}

function topUp(limit: number): Move {
  return async () => {
    const batch = await claimDueTopUps(db, limit)
    if (batch !== null) await markTopUpsPaid(db, batch.batchKey, someProof())
  }
}

async function checkLaws(world: World): Promise<void> {
  expect(await ledgerSum(db)).toBe(0n)
  expect(await balanceDrift(db)).toHaveLength(0)
  const [totals] = await db.sql<{ owed: bigint; held: bigint; due: bigint; dust: bigint; below: bigint }[]>`
    select
      (select coalesce(sum(balance), 0) from ledger_accounts where kind in ('userAvailable', 'orderReserved', 'orderEscrow'))::bigint as owed,
      (select coalesce(sum(balance), 0) from ledger_accounts where kind in ('wallet', 'escrow'))::bigint as held,
      (select coalesce(sum(amount_stroops), 0) from top_ups where status = 'DUE')::bigint as due,
      (select coalesce(sum(c.balance - o.balance), 0) from escrows e
         join ledger_accounts c on c.name = 'escrow:' || e.contract_id
         join ledger_accounts o on o.name = 'order:' || e.order_id || ':escrow')::bigint as dust,
      (select count(*) from ledger_accounts where balance < 0) as below`
  const { owed = 0n, held = 0n, due = 0n, dust = 0n, below } = totals ?? {}
  expect(below).toBe(0n)
  // All that is owed to people is held, or due from the treasury; what is held beyond it is strangers' dust.
  expect(held + due).toBe(owed + dust)
  expect(owed <= held + due).toBe(true)
  for (const userId of world.people) {
    const name = `user:${userId}:available`
    const [account] = await db.sql<{ balance: bigint }[]>`select balance from ledger_accounts where name = ${name}`
    expect(account?.balance ?? 0n).toBe(world.available.get(userId) ?? 0n)
  }
}

test('refunds, disputes and dust conserve money after every move of any sequence', async () => {
  const seen = { resolved: 0, waited: 0 }
  await fc.assert(
    fc.asyncProperty(fc.array(moves, { minLength: 20, maxLength: 40, size: 'max' }), async (sequence) => {
      const people = [await someUser(db), await someUser(db), await someUser(db)]
      const world: World = { people, orders: [], available: new Map(), dust: new Map(), waiting: [] }
      for (const move of sequence) {
        await move(world)
        seen.waited += world.waiting.length
        await checkLaws(world)
      }
      await bookDust(world)
      await checkLaws(world)
      seen.resolved += world.orders.filter(({ finalStatus }) => finalStatus !== null).length
    }),
    { numRuns: 25, interruptAfterTimeLimit: 40_000, markInterruptAsFailure: false },
  )
  // The sequences have to reach what they are for.
  expect(seen.resolved).toBeGreaterThan(20)
  expect(seen.waited).toBeGreaterThan(0)
})
