import { z } from 'zod'
import { newId } from '../../../db/newId.ts'
import { hasAction } from '../../../db/operators/hasAction.ts'
import { type OrderView, readOrder } from '../../../db/orders/read.ts'
import type { OrderId } from '../../../domain/ids.ts'
import { retryKey } from '../../../domain/order/operator.ts'
import { success } from '../../answer.ts'
import { ApiError } from '../../apiError.ts'
import { orderSchema, presentOrder } from '../../presenters/order.ts'
import { requireOrder } from '../../resources/requireOrder.ts'
import { optionallySigned } from '../../support/fields.ts'
import { writeRoute } from '../route.ts'

export const retryBody = z.strictObject(optionallySigned)

export const retryOrderRoute = writeRoute({
  name: 'retryOrder',
  method: 'post',
  path: '/support/orders/:orderId/retry',
  scope: 'support',
  summary: 'Has the step that is stuck tried again at once. The answer does not wait for it.',
  shape: 'order',
  data: orderSchema,
  statuses: [200],
  errors: ['ORDER_NOT_FOUND', 'INVALID_STATE'],
  body: retryBody,
  async prepare({ deps, body, params, caller }) {
    const order = await requireOrder(deps.db, params.orderId)
    const orderId = order.id as OrderId
    const { by = caller.apiKeyId, reason } = body
    const asItIs = async () => success(200, presentOrder((await readOrder(deps.db, orderId)) ?? order))
    return {
      ids: { commandId: newId('command'), resourceId: orderId },
      // The order's workflow may have taken it, and may not be stuck any more because of it.
      async recall({ commandId }) {
        if (!(await hasAction(deps.db, 'order_id', orderId, retryKey(commandId)))) return null
        return await asItIs()
      },
      async perform({ commandId }) {
        if ((await deps.temporal.readStuckReason(orderId)) === null) throw notStuck(order)
        const request = { by, requestId: commandId, ...(reason !== undefined && { reason }) }
        if ((await deps.temporal.retryOrder(orderId, request)) === 'not_running') throw notStuck(order)
        return await asItIs()
      },
    }
  },
})

function notStuck({ id, status }: OrderView): ApiError {
  return new ApiError('INVALID_STATE', `Order ${id} is not stuck: there is no step to try again.`, {
    details: { currentStatus: status },
  })
}
