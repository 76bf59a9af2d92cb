import { z } from 'zod'
import { prepareCommand } from '../../commands/prepareCommand.ts'
import { orderSchema } from '../../presenters/order.ts'
import { actorField } from '../../requests/actor.ts'
import { optional, text } from '../../requests/fields.ts'
import { writeRoute } from '../route.ts'

const REASON_LENGTH = 500

export const refundBody = z.strictObject({
  requestedBy: optional(actorField),
  reason: optional(text(REASON_LENGTH)),
})

export const refundRoute = writeRoute({
  name: 'refundOrder',
  method: 'post',
  path: '/orders/:orderId/resolution/refund',
  scope: 'write',
  summary: 'Pays the whole amount back to the buyer out of the escrow.',
  shape: 'order',
  data: orderSchema,
  statuses: [200, 202],
  errors: ['ORDER_NOT_FOUND', 'INVALID_STATE'],
  body: refundBody,
  prepare(call) {
    const { requestedBy, reason } = call.body
    return prepareCommand(call, 'refund', requestedBy, (base) => ({
      kind: 'refund',
      ...base,
      ...(reason !== undefined && { reason }),
    }))
  },
})
