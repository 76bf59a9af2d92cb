import { z } from 'zod'
import { prepareCommand } from '../../commands/prepareCommand.ts'
import { orderSchema } from '../../presenters/order.ts'
import { actorField } from '../../requests/actor.ts'
import { optional, text } from '../../requests/fields.ts'
import { writeRoute } from '../route.ts'

const REASON_LENGTH = 500

export const cancelBody = z
  .strictObject({
    canceledBy: optional(actorField),
    requestedBy: optional(actorField),
    reason: optional(text(REASON_LENGTH)),
  })
  .refine(({ canceledBy, requestedBy }) => canceledBy === undefined || requestedBy === undefined, {
    path: ['canceledBy'],
    message: 'means the same as requestedBy; send one',
  })

export const cancelRoute = writeRoute({
  name: 'cancelOrder',
  method: 'post',
  path: '/orders/:orderId/cancel',
  scope: 'write',
  summary: 'Closes an order before its escrow and gives the reservation back.',
  shape: 'cancellation',
  data: orderSchema,
  statuses: [200, 202],
  errors: ['ORDER_NOT_FOUND', 'INVALID_STATE'],
  body: cancelBody,
  prepare(call) {
    const { canceledBy, requestedBy, reason } = call.body
    return prepareCommand(call, 'cancel', canceledBy ?? requestedBy, (base) => ({
      kind: 'cancel',
      ...base,
      ...(reason !== undefined && { reason }),
    }))
  },
})
