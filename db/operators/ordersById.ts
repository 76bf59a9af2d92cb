import type { OrderId } from '../../domain/ids.ts'
import type { Database } from '../connect.ts'
import { textArray } from '../fragment.ts'
import { joinOrderParts, orderViewJson } from '../orders/orderViewJson.ts'
import type { OrderView } from '../orders/read.ts'

/** Reads several orders in one query, by id. One that does not exist is missing. */
export async function readOrdersById(
  { sql }: Pick<Database, 'sql'>,
  orderIds: readonly OrderId[],
): Promise<ReadonlyMap<string, OrderView>> {
  const rows = await sql<{ view: OrderView }[]>`
    select ${orderViewJson(sql)} as view from orders o ${joinOrderParts(sql)}
    where o.id = any(${textArray(sql, orderIds)})`
  return new Map(rows.map(({ view }) => [view.id, view]))
}
