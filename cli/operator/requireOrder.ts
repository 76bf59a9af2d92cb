import { type OrderView, readOrder } from '../../db/orders/read.ts'
import type { OrderId } from '../../domain/ids.ts'
import { Refused } from './exit.ts'
import type { Tools } from './reach.ts'

/** The order of that id, or a refusal. */
export async function requireOrder({ db }: Pick<Tools, 'db'>, orderId: OrderId): Promise<OrderView> {
  const order = await readOrder(db, orderId)
  if (order !== null) return order
  throw new Refused('ORDER_NOT_FOUND', `There is no order "${orderId}" in this database.`)
}
