import { z } from 'zod'
import { prepareCommand } from '../../commands/prepareCommand.ts'
import { orderSchema } from '../../presenters/order.ts'
import { actorField } from '../../requests/actor.ts'
import { optional } from '../../requests/fields.ts'
import { writeRoute } from '../route.ts'

export const fundBody = z.strictObject({ requestedBy: optional(actorField) })

export const fundRoute = writeRoute({
  name: 'fundEscrow',
  method: 'post',
  path: '/orders/:orderId/escrow/fund',
  scope: 'write',
  summary: 'Sends the reserved USDC to the escrow contract.',
  shape: 'order',
  data: orderSchema,
  statuses: [200, 202],
  errors: ['ORDER_NOT_FOUND', 'INVALID_STATE'],
  body: fundBody,
  prepare: (call) => prepareCommand(call, 'fund', call.body.requestedBy, (base) => ({ kind: 'fund', ...base })),
})
