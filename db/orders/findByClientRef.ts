import type { Database } from '../connect.ts'
import { orderViewJson } from './orderViewJson.ts'
import type { OrderView } from './read.ts'

/** The order that has this client order reference, or null; the database keeps references unique. */
export async function findByClientRef(db: Pick<Database, 'sql'>, clientOrderRef: string): Promise<OrderView | null> {
  const { sql } = db
  const [row] = await sql<{ view: OrderView }[]>`
    select ${orderViewJson(sql)} as view from orders o left join escrows e on e.order_id = o.id
    where o.client_order_ref = ${clientOrderRef}`
  return row?.view ?? null
}
