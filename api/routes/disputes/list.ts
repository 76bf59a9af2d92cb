import { z } from 'zod'
import { listDisputes } from '../../../db/disputes/read.ts'
import type { OrderId } from '../../../domain/ids.ts'
import { DISPUTE_STATUSES } from '../../../domain/order/dispute.ts'
import { successPage } from '../../answer.ts'
import { disputeSchema, presentDispute } from '../../presenters/dispute.ts'
import { choiceParameter, cursorParameter, idParameter, limitParameter } from '../../requests/queryFields.ts'
import { readRoute } from '../route.ts'

export const listDisputesRoute = readRoute({
  name: 'listDisputes',
  method: 'get',
  path: '/disputes',
  scope: 'read',
  summary: 'Lists disputes, newest first.',
  shape: 'page',
  data: disputeSchema,
  query: z.strictObject({
    status: choiceParameter(DISPUTE_STATUSES),
    orderId: idParameter,
    limit: limitParameter,
    cursor: cursorParameter('dispute'),
  }),
  async handle({ deps, query }) {
    const page = await listDisputes(deps.db, { ...query, orderId: query.orderId as OrderId | undefined })
    return successPage(page.disputes.map(presentDispute), page.hasMore, page.disputes.at(-1)?.id)
  },
})
