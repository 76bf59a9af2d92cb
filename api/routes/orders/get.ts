import { z } from 'zod'
import { ORDER_STATUSES } from '../../../domain/order/status.ts'
import { success } from '../../answer.ts'
import { readConsistently } from '../../orders/consistency.ts'
import { count } from '../../presenters/fields.ts'
import { orderSchema, presentOrder } from '../../presenters/order.ts'
import { choiceParameter } from '../../requests/queryFields.ts'
import { requireOrder } from '../../resources/requireOrder.ts'
import { readRoute } from '../route.ts'

const consistencySchema = z
  .object({
    level: z.literal('strong'),
    workflow: z.object({ status: z.enum(ORDER_STATUSES), version: count }).nullable(),
    agrees: z.boolean(),
  })
  .meta({ description: 'Only with consistency=strong: what the workflow of the order says.' })

export const getOrderRoute = readRoute({
  name: 'getOrder',
  method: 'get',
  path: '/orders/:orderId',
  scope: 'read',
  summary: 'Reads an order; with consistency=strong held against its workflow.',
  shape: 'order',
  data: orderSchema.extend({ consistency: consistencySchema.optional() }),
  errors: ['ORDER_NOT_FOUND'],
  query: z.strictObject({ consistency: choiceParameter(['eventual', 'strong']) }),
  async handle({ deps, params, query }) {
    if (query.consistency !== 'strong') {
      return success(200, presentOrder(await requireOrder(deps.db, params.orderId)))
    }
    const { order, consistency } = await readConsistently(deps, params.orderId)
    return success(200, { ...presentOrder(order), consistency })
  },
})
