import { z } from 'zod'
import { prepareCommand } from '../../commands/prepareCommand.ts'
import { orderSchema } from '../../presenters/order.ts'
import { actorField } from '../../requests/actor.ts'
import { optional } from '../../requests/fields.ts'
import { writeRoute } from '../route.ts'

export const createEscrowBody = z.strictObject({ requestedBy: optional(actorField) })

export const createEscrowRoute = writeRoute({
  name: 'createEscrow',
  method: 'post',
  path: '/orders/:orderId/escrow',
  scope: 'write',
  summary: 'Deploys the escrow contract of an order.',
  shape: 'order',
  data: orderSchema,
  statuses: [200, 202],
  errors: ['ORDER_NOT_FOUND', 'INVALID_STATE'],
  body: createEscrowBody,
  prepare: (call) =>
    prepareCommand(call, 'createEscrow', call.body.requestedBy, (base) => ({ kind: 'createEscrow', ...base })),
})
