import type { OrderId } from '../../domain/ids.ts'
import type { Database } from '../connect.ts'

/** True for an order that was accepted and that no worker has recorded yet. */
export async function isCreationPending({ sql }: Pick<Database, 'sql'>, orderId: OrderId): Promise<boolean> {
  const rows = await sql`
    select from commands where order_id = ${orderId} and kind = 'create' and status = 'PENDING' limit 1`
  return rows.length > 0
}
