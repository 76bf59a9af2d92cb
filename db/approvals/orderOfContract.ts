import type { OrderId } from '../../domain/ids.ts'
import type { OrderStatus } from '../../domain/order/status.ts'
import type { Database } from '../connect.ts'

/** The order that an escrow contract belongs to, and where it stands; null for a contract that is not ours. */
export async function orderOfContract(
  { sql }: Pick<Database, 'sql'>,
  contractId: string,
): Promise<{ readonly orderId: OrderId; readonly status: OrderStatus } | null> {
  const [row] = await sql<{ orderId: OrderId; status: OrderStatus }[]>`
    select o.id as "orderId", o.status from escrows e join orders o on o.id = e.order_id
    where e.contract_id = ${contractId}`
  return row ?? null
}
