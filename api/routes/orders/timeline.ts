import { readTimeline } from '../../../db/orders/timeline.ts'
import type { OrderId } from '../../../domain/ids.ts'
import { success } from '../../answer.ts'
import { presentTimeline, timelineSchema } from '../../presenters/timeline.ts'
import { requireOrder } from '../../resources/requireOrder.ts'
import { noQuery, readRoute } from '../route.ts'

export const timelineRoute = readRoute({
  name: 'getTimeline',
  method: 'get',
  path: '/orders/:orderId/timeline',
  scope: 'read',
  summary: 'Tells all that happened to an order: events with their postings, transactions on chain, states.',
  shape: 'object',
  data: timelineSchema,
  errors: ['ORDER_NOT_FOUND'],
  query: noQuery,
  async handle({ deps, params, dialect }) {
    const order = await requireOrder(deps.db, params.orderId)
    return success(200, presentTimeline(await readTimeline(deps.db, order.id as OrderId), dialect))
  },
})
