import type { OrderId, UserId } from '../../domain/ids.ts'
import type { OrderStatus } from '../../domain/order/status.ts'
import type { Database, Sql } from '../connect.ts'
import { allOf, type Fragment } from '../fragment.ts'
import { firstIdAt } from '../idAt.ts'
import { cutPage, rowsToRead } from '../page.ts'
import { joinOrderParts, orderViewJson } from './orderViewJson.ts'
import type { OrderView } from './read.ts'

export type OrderQuery = {
  readonly status?: OrderStatus | undefined
  readonly buyerId?: UserId | undefined
  readonly sellerId?: UserId | undefined
  /** ISO moments; both bounds belong to the range. */
  readonly createdAfter?: string | undefined
  readonly createdBefore?: string | undefined
  readonly limit: number
  /** The last order of the page before. */
  readonly cursor?: OrderId | undefined
}

const HOUR_MS = 3_600_000
/** How much later than the row's the clock may be that made the id. */
const CLOCK_SKEW_MS = HOUR_MS
/** How long after its id an order's row may be written: it waits for a worker, and a creation may be repeated for a day. */
const CREATION_DELAY_MS = 7 * 24 * HOUR_MS

/** Orders by id, newest first. An order that is created meanwhile moves no page. */
export async function listOrders(
  { sql }: Pick<Database, 'sql'>,
  query: OrderQuery,
): Promise<{ orders: OrderView[]; hasMore: boolean }> {
  const rows = await sql<{ view: OrderView }[]>`
    select ${orderViewJson(sql)} as view
    from (
      select * from orders where ${allOf(sql, conditionsOf(sql, query))}
      order by id desc limit ${rowsToRead(query.limit)}
    ) o ${joinOrderParts(sql)}
    order by o.id desc`
  const { page, hasMore } = cutPage(rows, query.limit)
  return { orders: page.map(({ view }) => view), hasMore }
}

function conditionsOf(sql: Sql, query: OrderQuery): Fragment[] {
  const { status, buyerId, sellerId, createdAfter, createdBefore, cursor } = query
  const conditions: Fragment[] = []
  if (status !== undefined) conditions.push(sql`status = ${status}`)
  if (buyerId !== undefined) conditions.push(sql`buyer_id = ${buyerId}`)
  if (sellerId !== undefined) conditions.push(sql`seller_id = ${sellerId}`)
  if (cursor !== undefined) conditions.push(sql`id < ${cursor}`)
  // An id tells its time, a little apart from the row's: the bound on ids keeps the scan short, the one on the row is exact.
  if (createdAfter !== undefined) {
    const first = firstIdAt('order', Date.parse(createdAfter) - CREATION_DELAY_MS)
    conditions.push(sql`created_at >= ${createdAfter}::timestamptz and id >= ${first}`)
  }
  if (createdBefore !== undefined) {
    const end = firstIdAt('order', Date.parse(createdBefore) + CLOCK_SKEW_MS)
    conditions.push(sql`created_at <= ${createdBefore}::timestamptz and id < ${end}`)
  }
  return conditions
}
