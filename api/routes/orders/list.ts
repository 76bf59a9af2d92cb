import { z } from 'zod'
import { listOrders } from '../../../db/orders/list.ts'
import type { UserId } from '../../../domain/ids.ts'
import { ORDER_STATUSES } from '../../../domain/order/status.ts'
import { successPage } from '../../answer.ts'
import { orderSchema, presentOrder } from '../../presenters/order.ts'
import {
  choiceParameter,
  cursorParameter,
  idParameter,
  limitParameter,
  momentParameter,
} from '../../requests/queryFields.ts'
import { readRoute } from '../route.ts'

export const listOrdersRoute = readRoute({
  name: 'listOrders',
  method: 'get',
  path: '/orders',
  scope: 'read',
  summary: 'Lists orders, newest first. An order created meanwhile moves no page.',
  shape: 'orderPage',
  data: orderSchema,
  query: z.strictObject({
    status: choiceParameter(ORDER_STATUSES),
    buyerId: idParameter,
    sellerId: idParameter,
    createdAfter: momentParameter,
    createdBefore: momentParameter,
    limit: limitParameter,
    cursor: cursorParameter('order'),
  }),
  async handle({ deps, query }) {
    const buyerId = query.buyerId as UserId | undefined
    const sellerId = query.sellerId as UserId | undefined
    const { orders, hasMore } = await listOrders(deps.db, { ...query, buyerId, sellerId })
    return successPage(orders.map(presentOrder), hasMore, orders.at(-1)?.id)
  },
})
