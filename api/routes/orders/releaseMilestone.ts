import { z } from 'zod'
import { prepareCommand } from '../../commands/prepareCommand.ts'
import { orderSchema } from '../../presenters/order.ts'
import { actorField } from '../../requests/actor.ts'
import { optional } from '../../requests/fields.ts'
import { assertMilestone } from '../../resources/assertMilestone.ts'
import { writeRoute } from '../route.ts'

export const releaseMilestoneBody = z.strictObject({ requestedBy: optional(actorField) })

export const releaseMilestoneRoute = writeRoute({
  name: 'releaseMilestone',
  method: 'post',
  path: '/orders/:orderId/milestones/:ref/release',
  scope: 'write',
  summary: 'Approves a milestone and pays the seller for it.',
  shape: 'order',
  data: orderSchema,
  statuses: [200, 202],
  errors: ['ORDER_NOT_FOUND', 'MILESTONE_NOT_FOUND', 'INVALID_STATE'],
  body: releaseMilestoneBody,
  prepare(call) {
    const { ref = '' } = call.params
    return prepareCommand(
      call,
      'releaseMilestone',
      call.body.requestedBy,
      (base) => ({ kind: 'releaseMilestone', ...base, ref }),
      (order) => assertMilestone(order, ref),
    )
  },
})
