import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { listDisputes } from '../../db/disputes/read.ts'
import { firstIdAt } from '../../db/idAt.ts'
import { newId } from '../../db/newId.ts'
import { listOrders, type OrderQuery } from '../../db/orders/list.ts'
import { type OrderView, readOrder } from '../../db/orders/read.ts'
import { listUsers } from '../../db/users/list.ts'
import type { OrderId, UserId } from '../../domain/ids.ts'
import { cancel } from '../../domain/order/changes/cancel.ts'
import type { OrderState } from '../../domain/order/state.ts'
import { createdOrder, someCommand, someTerms, someUser, take, usdc } from '../setup/books.ts'
import { useTestDatabase } from '../setup/useDatabase.ts'
import { disputeIt, orderInProgress } from './disputing.ts'

// Goal: a list shows exactly what a plain filter over everything would, page by page, while others go on writing. Method:
// random filters and page sizes against all rows read one by one; new rows are written between the pages.
const { db } = await useTestDatabase({ maxConnections: 20 })
const people: UserId[] = []
const orders: OrderState[] = []
beforeAll(async () => {
  for (let n = 0; n < 4; n++) people.push(await someUser(db))
  for (let n = 0; n < 60; n++) await addOrder(n)
})

const pick = <T>(list: readonly T[], n: number): T => list[n % list.length] as T

async function addOrder(n: number): Promise<void> {
  const created = await createdOrder(db, someTerms(pick(people, n), pick(people, n * 7 + 1), usdc(1)))
  const canceled = n % 3 === 0
  orders.push(canceled ? await take(db, cancel(created, { kind: 'cancel', commandId: someCommand() })) : created)
}

type Walk<T> = { pages: number; rows: T[] }

/** Reads a list to its end; `between` runs after every page. */
async function walk<T extends { id: string }>(
  read: (cursor: string | undefined) => Promise<{ page: T[]; hasMore: boolean }>,
  limit: number,
  between: () => Promise<void> = async () => undefined,
): Promise<Walk<T>> {
  const rows: T[] = []
  for (let pages = 1; ; pages++) {
    const { page, hasMore } = await read(rows.at(-1)?.id)
    expect(page.length).toBeLessThanOrEqual(limit)
    if (hasMore) expect(page).toHaveLength(limit)
    rows.push(...page)
    if (!hasMore) return { pages, rows }
    await between()
  }
}

const readAll = (query: OrderQuery) => async (cursor: string | undefined) => {
  const { orders: page, hasMore } = await listOrders(db, { ...query, cursor: cursor as OrderId | undefined })
  return { page, hasMore }
}

async function everyOrder(): Promise<OrderView[]> {
  const views = await Promise.all(orders.map(({ terms }) => readOrder(db, terms.orderId)))
  return views.filter((view) => view !== null).sort((a, b) => (a.id < b.id ? 1 : -1))
}

function fits(order: OrderView, query: OrderQuery): boolean {
  const { status, buyerId, sellerId, createdAfter, createdBefore } = query
  return (
    (status === undefined || order.status === status) &&
    (buyerId === undefined || order.buyerId === buyerId) &&
    (sellerId === undefined || order.sellerId === sellerId) &&
    (createdAfter === undefined || order.createdAt >= createdAfter) &&
    (createdBefore === undefined || order.createdAt <= createdBefore)
  )
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 })
const anyFilter = fc.record({
  status: maybe(fc.constantFrom('ORDER_CREATED', 'CLOSED', 'DISPUTED' as const)),
  buyer: maybe(fc.nat(3)),
  seller: maybe(fc.nat(3)),
  after: maybe(fc.nat(59)),
  before: maybe(fc.nat(59)),
  limit: fc.integer({ min: 1, max: 25 }),
  concurrent: fc.boolean(),
})

describe('the list of orders', () => {
  test('shows what a plain filter would, each once, newest first, while orders are added', async () => {
    await fc.assert(
      fc.asyncProperty(anyFilter, async ({ status, buyer, seller, after, before, limit, concurrent }) => {
        const known = await everyOrder()
        const query: OrderQuery = {
          status,
          buyerId: buyer === undefined ? undefined : people[buyer],
          sellerId: seller === undefined ? undefined : people[seller],
          createdAfter: after === undefined ? undefined : known[after]?.createdAt,
          createdBefore: before === undefined ? undefined : known[before]?.createdAt,
          limit,
        }
        const expected = known.filter((order) => fits(order, query))
        const { rows } = await walk(readAll(query), limit, async () => {
          if (concurrent) await addOrder(orders.length)
        })
        expect(rows).toEqual(expected)
      }),
      { numRuns: 60 },
    )
  })

  test('ends with a full page that says there is no more', async () => {
    const buyerId = await someUser(db)
    for (let n = 0; n < 6; n++) await createdOrder(db, someTerms(buyerId, buyerId, usdc(1)))
    const { pages, rows } = await walk(readAll({ buyerId, limit: 3 }), 3)
    expect({ pages, rows: rows.length }).toEqual({ pages: 2, rows: 6 })
  })

  test('finds an order whose row came days after its id, and one whose clock was ahead', async () => {
    const buyerId = await someUser(db)
    const day = 24 * 3_600_000
    const late = { ...someTerms(buyerId, buyerId, usdc(1)), orderId: idOf(Date.now() - 6 * day) }
    const ahead = { ...someTerms(buyerId, buyerId, usdc(1)), orderId: idOf(Date.now() + 50 * 60_000) }
    for (const terms of [late, ahead]) await createdOrder(db, terms)
    const range = {
      createdAfter: new Date(Date.now() - 60_000).toISOString(),
      createdBefore: new Date(Date.now() + 60_000).toISOString(),
    }
    const found = await listOrders(db, { buyerId, ...range, limit: 10 })
    expect(found.orders.map(({ id }) => id)).toEqual([ahead.orderId, late.orderId])
  })

  test('is bounded: no page of nothing, none above a hundred', async () => {
    for (const limit of [0, -1, 101, 1.5]) {
      await expect(listOrders(db, { limit })).rejects.toThrow('1 to 100')
    }
  })
})

/** An id that was made at this moment. */
function idOf(atMs: number): OrderId {
  const first = firstIdAt('order', atMs)
  return `${first.slice(0, -8)}${newId('order').slice(-8)}` as OrderId
}

describe('the first id of a moment', () => {
  test('sorts before every id made from then on and after every earlier one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 48 - 2 }), (atMs) => {
        expect(firstIdAt('order', atMs) < firstIdAt('order', atMs + 1)).toBe(true)
      }),
    )
    const before = Date.now()
    const id = newId('order')
    expect(firstIdAt('order', before) <= id).toBe(true)
    expect(id < firstIdAt('order', Date.now() + 1)).toBe(true)
  })
})

describe('the list of disputes', () => {
  test('shows the one opened last first, filters, and moves no page when one is added', async () => {
    const [buyer, seller] = [await someUser(db, usdc(100)), await someUser(db)]
    const standing: OrderState[] = []
    for (let n = 0; n < 7; n++) standing.push(await orderInProgress(db, someTerms(buyer, seller, usdc(1))))
    // Opened in another order than their orders were made.
    const opened = [3, 0, 4, 1, 5, 2].map((n) => pick(standing, n))
    for (const order of opened) await disputeIt(db, order)
    const wanted = opened.map(({ terms }) => terms.orderId).reverse()
    const read = async (cursor: string | undefined) => {
      const found = await listDisputes(db, { status: 'OPEN', limit: 2, cursor: cursor as `dsp_${string}` | undefined })
      return { page: found.disputes, hasMore: found.hasMore }
    }
    let added = false
    const { rows } = await walk(read, 2, async () => {
      if (!added) await disputeIt(db, pick(standing, 6))
      added = true
    })
    expect(rows.map(({ orderId }) => orderId)).toEqual(wanted)
    expect(rows[0]).toMatchObject({ buyerId: buyer, sellerId: seller, openedBy: 'BUYER' })
    const [one] = (await listDisputes(db, { orderId: wanted[2], limit: 10 })).disputes
    expect(one?.orderId).toBe(wanted[2])
    expect((await listDisputes(db, { status: 'RESOLVED', limit: 10 })).disputes).toEqual([])
  })
})

describe('the list of users', () => {
  test('shows everybody once, newest first, while others register', async () => {
    const known = await db.sql<{ id: string }[]>`select id from users order by id desc`
    const read = async (cursor: string | undefined) => {
      const found = await listUsers(db, { limit: 3, cursor: cursor as UserId | undefined })
      return { page: found.users, hasMore: found.hasMore }
    }
    const { rows } = await walk(read, 3, async () => void (await someUser(db)))
    expect(rows.map(({ id }) => id)).toEqual(known.map(({ id }) => id))
    expect(rows[0]).toMatchObject({ status: 'ACTIVE', walletStatus: 'PENDING', type: 'BOTH' })
  })
})
