import type { Database } from '../connect.ts'
import { joinOrderParts, orderViewJson } from './orderViewJson.ts'
import type { OrderView } from './read.ts'

/** The order that has this client order reference, or null; the database keeps references unique. */
export async function findByClientRef(db: Pick<Database, 'sql'>, clientOrderRef: string): Promise<OrderView | null> {
  const { sql } = db
  const [row] = await sql<{ view: OrderView }[]>`
    select ${orderViewJson(sql)} as view from orders o ${joinOrderParts(sql)}
    where o.client_order_ref = ${clientOrderRef}`
  return row?.view ?? null
}
