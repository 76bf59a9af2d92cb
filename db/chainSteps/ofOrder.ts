import type { OrderId } from '../../domain/ids.ts'
import type { Database } from '../connect.ts'

export type OrderTransaction = { readonly kind: string; readonly hash: string; readonly ledger: number }

/** The transactions of an order that the chain applied, in the order in which it did. */
export async function readOrderTransactions(db: Pick<Database, 'sql'>, orderId: OrderId): Promise<OrderTransaction[]> {
  return await db.sql<OrderTransaction[]>`
    select kind, hash, ledger from chain_attempts
    where order_id = ${orderId} and status = 'APPLIED' order by ledger, settled_at`
}
