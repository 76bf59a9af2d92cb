import { presentStuckOrder, type StuckOrderData } from '../../api/presenters/operations.ts'
import { listStuck } from '../../api/support/listStuck.ts'
import { STUCK_KINDS } from '../../domain/operations/stuckKinds.ts'
import { type Said, said } from './exit.ts'
import { age, labelled } from './layOut.ts'
import type { Tools } from './reach.ts'

/** `orders stuck`: what cannot go on by itself, why, and what somebody can do. */
export async function stuck(tools: Tools, { limit }: { readonly limit: number }): Promise<Said> {
  const { items, hasMore } = await listStuck(tools, { limit })
  const orders = items.map(({ stuck: one, order }) => presentStuckOrder(one, order))
  const json = { orders: orders.map((order) => ({ ...order, page: tools.pageOf(order.orderId) })), hasMore }
  if (orders.length === 0) return said('No order is stuck.', json)
  const count = `${orders.length}${hasMore ? ' and more' : ''} stuck`
  return said([count, ...orders.flatMap((order) => block(order)), ...hints(orders, hasMore)].join('\n'), json)
}

function block(order: StuckOrderData): string[] {
  const { orderId, status, amount, lastMovedAt, kind, step, reason, advice } = order
  return [
    '',
    `${orderId}  ${status}  ${amount} USD  has not moved for ${age(lastMovedAt)}  ${STUCK_KINDS[kind].title}`,
    ...(step === null ? [] : labelled('step', step)),
    ...labelled('why', reason),
    ...labelled('do', advice),
  ]
}

function hints(orders: readonly StuckOrderData[], hasMore: boolean): string[] {
  const more = hasMore ? ['  npm run offerhub -- orders stuck --limit 100'] : []
  const [first] = orders
  return [
    '',
    `  npm run offerhub -- orders show ${first?.orderId}`,
    `  npm run offerhub -- orders retry ${first?.orderId}   (or --all)`,
    ...more,
  ]
}
