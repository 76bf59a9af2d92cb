import { z } from 'zod'
import { successPage } from '../../answer.ts'
import { presentStuckOrder, stuckOrderSchema } from '../../presenters/operations.ts'
import { cursorParameter, limitParameter } from '../../requests/queryFields.ts'
import { listStuck } from '../../support/listStuck.ts'
import { readRoute } from '../route.ts'

export const listStuckOrdersRoute = readRoute({
  name: 'listStuckOrders',
  method: 'get',
  path: '/support/orders/stuck',
  scope: 'support',
  summary: 'Lists the orders that cannot go on by themselves, with what can be done, the order created last first.',
  shape: 'page',
  data: stuckOrderSchema,
  query: z.strictObject({ limit: limitParameter, cursor: cursorParameter('order') }),
  async handle({ deps, query }) {
    const { items, hasMore } = await listStuck(deps, query)
    const page = items.map(({ stuck, order }) => presentStuckOrder(stuck, order))
    return successPage(page, hasMore, page.at(-1)?.orderId)
  },
})
