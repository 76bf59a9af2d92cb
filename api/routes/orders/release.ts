import { z } from 'zod'
import { prepareCommand } from '../../commands/prepareCommand.ts'
import { orderSchema } from '../../presenters/order.ts'
import { actorField } from '../../requests/actor.ts'
import { optional } from '../../requests/fields.ts'
import { writeRoute } from '../route.ts'

export const releaseBody = z.strictObject({ requestedBy: optional(actorField) })

export const releaseRoute = writeRoute({
  name: 'releaseOrder',
  method: 'post',
  path: '/orders/:orderId/resolution/release',
  scope: 'write',
  summary: 'Approves the work and pays the seller.',
  shape: 'order',
  data: orderSchema,
  statuses: [200, 202],
  errors: ['ORDER_NOT_FOUND', 'INVALID_STATE'],
  body: releaseBody,
  prepare: (call) => prepareCommand(call, 'release', call.body.requestedBy, (base) => ({ kind: 'release', ...base })),
})
