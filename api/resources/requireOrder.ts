import { setTimeout as delay } from 'node:timers/promises'
import { isCreationPending } from '../../db/commands/isCreationPending.ts'
import type { Database } from '../../db/connect.ts'
import { type OrderView, readOrder } from '../../db/orders/read.ts'
import { isId, type OrderId } from '../../domain/ids.ts'
import { ApiError } from '../apiError.ts'

/** An order that was accepted is recorded within milliseconds, unless the workers are busy or away. */
const RECHECKS = 20
const RECHECK_MS = 100
const RETRY_SECONDS = 1

/** Reads the order of a path. An id of another shape is the same 404 as one that does not exist. */
export async function requireOrder(db: Database, id: string | undefined): Promise<OrderView> {
  if (id === undefined || !isId('order', id)) throw notFound(id)
  return (await readOrder(db, id)) ?? (await waitForOrder(db, id))
}

/** An accepted order appears when a worker has taken it up; until then it is late and not unknown. */
async function waitForOrder(db: Database, id: OrderId): Promise<OrderView> {
  for (let check = 0; check < RECHECKS; check += 1) {
    const isPending = await isCreationPending(db, id)
    // In this order: it may be recorded between the two looks.
    const order = await readOrder(db, id)
    if (order !== null) return order
    if (!isPending) throw notFound(id)
    await delay(RECHECK_MS)
  }
  const message = `Order ${id} is accepted and is just being recorded. Repeat the request after the time in Retry-After.`
  throw new ApiError('SERVICE_UNAVAILABLE', message, { details: { orderId: id }, retryAfterSeconds: RETRY_SECONDS })
}

function notFound(id: string | undefined): ApiError {
  return new ApiError('ORDER_NOT_FOUND', `There is no order "${id}". Check the order id.`, { details: { orderId: id } })
}
