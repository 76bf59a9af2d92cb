import type { Database } from '../../db/connect.ts'
import { type OrderView, readOrder } from '../../db/orders/read.ts'
import { isId } from '../../domain/ids.ts'
import { ApiError } from '../apiError.ts'

/** Reads the order of a path. An id of another shape is the same 404 as one that does not exist. */
export async function requireOrder(db: Database, id: string | undefined): Promise<OrderView> {
  const order = id !== undefined && isId('order', id) ? await readOrder(db, id) : null
  if (order !== null) return order
  throw new ApiError('ORDER_NOT_FOUND', `There is no order "${id}". Check the order id.`, { details: { orderId: id } })
}
