import { success } from '../../answer.ts'
import { presentOrder } from '../../presenters/order.ts'
import { requireOrder } from '../../resources/requireOrder.ts'
import { readRoute } from '../route.ts'

export const getOrderRoute = readRoute({
  method: 'get',
  path: '/orders/:orderId',
  scope: 'read',
  summary: 'Reads an order.',
  async handle({ deps, params }) {
    return success(200, presentOrder(await requireOrder(deps.db, params.orderId)))
  },
})
