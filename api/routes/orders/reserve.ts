import { z } from 'zod'
import { prepareCommand } from '../../commands/prepareCommand.ts'
import { orderSchema } from '../../presenters/order.ts'
import { actorField } from '../../requests/actor.ts'
import { amount, optional } from '../../requests/fields.ts'
import { writeRoute } from '../route.ts'

export const reserveBody = z.strictObject({
  amount: optional(amount),
  requestedBy: optional(actorField),
})

export const reserveRoute = writeRoute({
  name: 'reserveFunds',
  method: 'post',
  path: '/orders/:orderId/reserve',
  scope: 'write',
  summary: "Sets the order's amount aside from the buyer's balance.",
  shape: 'reservation',
  data: orderSchema,
  statuses: [200, 202],
  errors: ['ORDER_NOT_FOUND', 'INVALID_STATE', 'INSUFFICIENT_FUNDS', 'RESERVE_MISMATCH_AMOUNT'],
  body: reserveBody,
  prepare(call) {
    const { amount, requestedBy } = call.body
    return prepareCommand(call, 'reserve', requestedBy, (base) => ({
      kind: 'reserve',
      ...base,
      ...(amount !== undefined && { amount: String(amount) }),
    }))
  },
})
