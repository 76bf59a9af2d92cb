import type { OrderView } from '../../db/orders/read.ts'
import { ApiError } from '../apiError.ts'

/** Refuses a reference that none of the order's milestones has. They are fixed for the order's life. */
export function assertMilestone(order: OrderView, ref: string): void {
  if (order.milestones.some((milestone) => milestone.ref === ref)) return
  throw new ApiError('MILESTONE_NOT_FOUND', `Order ${order.id} has no milestone "${ref}".`, {
    details: { milestones: order.milestones.map((milestone) => milestone.ref) },
  })
}
