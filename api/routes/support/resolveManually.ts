import { z } from 'zod'
import { orderSchema } from '../../presenters/order.ts'
import { signedFields, transactionHash } from '../../support/fields.ts'
import { type Base, prepareOperatorCommand } from '../../support/prepareOperatorCommand.ts'
import { writeRoute } from '../route.ts'

export const resolveManuallyBody = z.strictObject({ ...signedFields, transactionHash })

export const resolveManuallyRoute = writeRoute({
  name: 'resolveManually',
  method: 'post',
  path: '/support/orders/:orderId/resolve',
  scope: 'support',
  summary: 'Says which transaction did the stuck step by hand; it is checked, and the order goes on from there.',
  shape: 'order',
  data: orderSchema,
  statuses: [200, 202],
  errors: ['ORDER_NOT_FOUND', 'INVALID_STATE', 'PROOF_NOT_ACCEPTED'],
  body: resolveManuallyBody,
  prepare(call) {
    const { transactionHash: proof } = call.body
    const build = (base: Base) => ({ kind: 'resolveManually', ...base, transactionHash: proof }) as const
    return prepareOperatorCommand(call, 'resolveManually', build)
  },
})
