import { z } from 'zod'
import { EVIDENCE_BYTES } from '../../../domain/order/eventSize.ts'
import { prepareCommand } from '../../commands/prepareCommand.ts'
import { orderSchema } from '../../presenters/order.ts'
import { actorField } from '../../requests/actor.ts'
import { optional, text } from '../../requests/fields.ts'
import { assertMilestone } from '../../resources/assertMilestone.ts'
import { writeRoute } from '../route.ts'

const evidence = text(EVIDENCE_BYTES)
  .refine((value) => Buffer.byteLength(value) <= EVIDENCE_BYTES, `must have at most ${EVIDENCE_BYTES} bytes in UTF-8`)
  .meta({ description: 'Where to see the work, a link for instance. It stands in the contract for everybody to read.' })

export const completeMilestoneBody = z.strictObject({
  requestedBy: optional(actorField),
  evidence: optional(evidence),
})

export const completeMilestoneRoute = writeRoute({
  name: 'completeMilestone',
  method: 'post',
  path: '/orders/:orderId/milestones/:ref/complete',
  scope: 'write',
  summary: 'Says in the contract, for the seller, that a milestone is done.',
  shape: 'order',
  data: orderSchema,
  statuses: [200, 202],
  errors: ['ORDER_NOT_FOUND', 'MILESTONE_NOT_FOUND', 'INVALID_STATE'],
  body: completeMilestoneBody,
  prepare(call) {
    const { requestedBy, evidence: given } = call.body
    const { ref = '' } = call.params
    return prepareCommand(
      call,
      'completeMilestone',
      requestedBy,
      (base) => ({ kind: 'completeMilestone', ...base, ref, ...(given !== undefined && { evidence: given }) }),
      (order) => assertMilestone(order, ref),
    )
  },
})
