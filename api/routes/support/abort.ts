import { z } from 'zod'
import { orderSchema } from '../../presenters/order.ts'
import { signedFields } from '../../support/fields.ts'
import { prepareOperatorCommand } from '../../support/prepareOperatorCommand.ts'
import { writeRoute } from '../route.ts'

export const abortBody = z.strictObject(signedFields)

export const abortOrderRoute = writeRoute({
  name: 'abortOrder',
  method: 'post',
  path: '/support/orders/:orderId/abort',
  scope: 'support',
  summary: 'Closes an order while no money is on chain, also a stuck one, and gives the reservation back.',
  shape: 'order',
  data: orderSchema,
  statuses: [200, 202],
  errors: ['ORDER_NOT_FOUND', 'INVALID_STATE'],
  body: abortBody,
  prepare: (call) => prepareOperatorCommand(call, 'abort', (base) => ({ kind: 'abort', ...base })),
})
