import type { Database } from '../../db/connect.ts'
import { readOrdersById } from '../../db/operators/ordersById.ts'
import type { OrderView } from '../../db/orders/read.ts'
import type { OrderId } from '../../domain/ids.ts'
import type { StuckOrder, TemporalPort } from '../temporal/port.ts'

/** More than this are stuck at once only when something stands still for everybody. */
export const MAX_STUCK = 1_000

export type StuckQuery = {
  readonly limit: number
  /** The last order of the page before. */
  readonly cursor?: OrderId | undefined
}
export type StuckItem = { readonly stuck: StuckOrder; readonly order: OrderView }

/** The orders that are stuck, the one created last first. */
export async function listStuck(
  { temporal, db }: { readonly temporal: TemporalPort; readonly db: Database },
  { limit, cursor }: StuckQuery,
): Promise<{ items: StuckItem[]; hasMore: boolean }> {
  const all = await temporal.listStuckOrders(MAX_STUCK)
  const later = all
    .filter(({ orderId }) => cursor === undefined || orderId < cursor)
    .sort((left, right) => (left.orderId < right.orderId ? 1 : -1))
  const page = later.slice(0, limit)
  const orders = await readOrdersById(
    db,
    page.map(({ orderId }) => orderId),
  )
  const items = page.flatMap((stuck) => {
    const order = orders.get(stuck.orderId)
    return order === undefined ? [] : [{ stuck, order }]
  })
  return { items, hasMore: later.length > page.length }
}
