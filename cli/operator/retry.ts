import { userInfo } from 'node:os'
import type { OrderId } from '../../domain/ids.ts'
import type { RetryRequest } from '../../workflows/messages.ts'
import { EXIT, Refused, type Said, said } from './exit.ts'
import type { Tools } from './reach.ts'
import { requireOrder } from './requireOrder.ts'

export type Retry = RetryRequest & { readonly orderIds: readonly OrderId[] | 'all' }

/** As many as the list of stuck orders ever shows. */
const MOST = 1_000

/** `orders retry`: tries stuck steps again at once. Does not wait for what comes of it. */
export async function retry(tools: Tools, { orderIds, by = userInfo().username, reason }: Retry): Promise<Said> {
  const request = { by, ...(reason !== undefined && { reason }) }
  const isAll = orderIds === 'all'
  const wanted = isAll ? (await tools.temporal.listStuckOrders(MOST)).map(({ orderId }) => orderId) : orderIds
  const retried: OrderId[] = []
  const skipped: { orderId: OrderId; reason: string }[] = []
  for (const orderId of wanted) {
    const refusal = await retryOne(tools, orderId, request)
    if (refusal === null) retried.push(orderId)
    // The list is a moment behind: an order that is no longer stuck is no failure of a retry of all.
    else if (isAll) skipped.push({ orderId, reason: refusal.message })
    else throw refusal
  }
  const text =
    retried.length === 0
      ? 'No order is stuck: there is nothing to try again.'
      : `Tried again: ${retried.join(', ')}. What comes of it: npm run offerhub -- orders stuck`
  return said(text, { retried, skipped }, EXIT.done)
}

async function retryOne(tools: Tools, orderId: OrderId, request: RetryRequest): Promise<Refused | null> {
  if ((await tools.temporal.readStuckReason(orderId)) !== null) {
    if ((await tools.temporal.retryOrder(orderId, request)) === 'accepted') return null
  }
  const { status } = await requireOrder(tools, orderId)
  return new Refused('INVALID_STATE', `Order ${orderId} is ${status} and not stuck: there is no step to try again.`)
}
