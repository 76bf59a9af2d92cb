import type { DisputeId, OrderId } from '../../domain/ids.ts'
import type { DisputeStatus } from '../../domain/order/dispute.ts'
import type { Database, Queryable } from '../connect.ts'
import { allOf, type Fragment } from '../fragment.ts'
import { disputeViewJson } from '../orders/orderViewJson.ts'
import type { DisputeView } from '../orders/read.ts'
import { cutPage, rowsToRead } from '../page.ts'

/** A dispute with whom it is between. */
export type DisputeRecord = DisputeView & {
  readonly orderId: string
  readonly buyerId: string
  readonly sellerId: string
}

export type DisputeQuery = {
  readonly status?: DisputeStatus | undefined
  readonly orderId?: OrderId | undefined
  readonly limit: number
  /** The last dispute of the page before. */
  readonly cursor?: DisputeId | undefined
}

/** Reads a dispute as it is now, or null. */
export async function readDispute({ sql }: Pick<Database, 'sql'>, disputeId: DisputeId): Promise<DisputeRecord | null> {
  const [row] = await sql<{ record: DisputeRecord }[]>`
    select ${recordJson(sql)} as record from disputes d join orders o on o.id = d.order_id where d.id = ${disputeId}`
  return row?.record ?? null
}

/** Disputes, the one opened last first. One that is opened meanwhile moves no page. */
export async function listDisputes(
  { sql }: Pick<Database, 'sql'>,
  { status, orderId, limit, cursor }: DisputeQuery,
): Promise<{ disputes: DisputeRecord[]; hasMore: boolean }> {
  const conditions: Fragment[] = []
  if (status !== undefined) conditions.push(sql`status = ${status}`)
  if (orderId !== undefined) conditions.push(sql`order_id = ${orderId}`)
  // The id of a dispute tells when its order was created, not when the dispute was opened.
  if (cursor !== undefined) {
    conditions.push(sql`(created_at, id) < (select created_at, id from disputes where id = ${cursor})`)
  }
  const rows = await sql<{ record: DisputeRecord }[]>`
    select ${recordJson(sql)} as record
    from (
      select * from disputes where ${allOf(sql, conditions)}
      order by created_at desc, id desc limit ${rowsToRead(limit)}
    ) d cross join lateral (select * from orders where id = d.order_id limit 1) o
    order by d.created_at desc, d.id desc`
  const { page, hasMore } = cutPage(rows, limit)
  return { disputes: page.map(({ record }) => record), hasMore }
}

function recordJson(sql: Queryable): Fragment {
  return sql`${disputeViewJson(sql)} || jsonb_build_object(
    'orderId', d.order_id, 'buyerId', o.buyer_id, 'sellerId', o.seller_id)`
}
