import { z } from 'zod'
import { listOperatorActions } from '../../../db/operators/list.ts'
import type { OrderId, WithdrawalId } from '../../../domain/ids.ts'
import { successPage } from '../../answer.ts'
import { operatorActionSchema, presentOperatorAction } from '../../presenters/operations.ts'
import { idParameter, limitParameter, sequenceParameter } from '../../requests/queryFields.ts'
import { readRoute } from '../route.ts'

export const auditLogRoute = readRoute({
  name: 'listOperatorActions',
  method: 'get',
  path: '/audit/log',
  scope: 'support',
  summary: 'Lists what support did to orders and withdrawals, by whom and why, newest first.',
  shape: 'page',
  data: operatorActionSchema,
  query: z.strictObject({
    orderId: idParameter,
    withdrawalId: idParameter,
    limit: limitParameter,
    cursor: sequenceParameter,
  }),
  async handle({ deps, query }) {
    const orderId = query.orderId as OrderId | undefined
    const withdrawalId = query.withdrawalId as WithdrawalId | undefined
    const { actions, hasMore } = await listOperatorActions(deps.db, { ...query, orderId, withdrawalId })
    return successPage(actions.map(presentOperatorAction), hasMore, actions.at(-1)?.id)
  },
})
