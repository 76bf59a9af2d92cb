import { eq } from 'drizzle-orm'
import type { Database } from '../../db/connect.ts'
import type { OrderView } from '../../db/orders/read.ts'
import { orders } from '../../db/schema.ts'
import type { OrderId, UserId } from '../../domain/ids.ts'
import { invariant } from '../../domain/invariant.ts'
import { newOrderState, type OrderState } from '../../domain/order/state.ts'
import type { OrderStatus } from '../../domain/order/status.ts'

/** An order's state as far as its row tells: what its workflow is just doing is not in it. */
export async function readOrderState({ orm }: Database, order: OrderView): Promise<OrderState> {
  // The commission that was agreed when the order was created; today's setting may differ.
  const [row] = await orm.select({ bps: orders.platformFeeBps }).from(orders).where(eq(orders.id, order.id))
  invariant(row, `Order ${order.id} was read a moment ago and is not there any more`)
  const { milestones, amountStroops, feePolicy } = order
  const state = newOrderState({
    orderId: order.id as OrderId,
    buyerId: order.buyerId as UserId,
    sellerId: order.sellerId as UserId,
    amountStroops,
    currency: 'USD',
    platformFeeBps: row.bps,
    feePolicy,
    ...(milestones.length > 0 && { milestones }),
  })
  return { ...state, status: order.status as OrderStatus, version: order.version, milestones }
}
