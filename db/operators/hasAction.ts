import type { OrderId } from '../../domain/ids.ts'
import type { Database } from '../connect.ts'

/** Whether something that support did to an order is written down under this key. */
export async function hasAction({ sql }: Pick<Database, 'sql'>, orderId: OrderId, key: string): Promise<boolean> {
  const rows = await sql`select from operator_actions where order_id = ${orderId} and action_key = ${key}`
  return rows.length > 0
}
