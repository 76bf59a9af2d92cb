import { z } from 'zod'
import { listWithdrawals } from '../../../db/withdrawals/list.ts'
import type { UserId } from '../../../domain/ids.ts'
import { WITHDRAWAL_STATUSES } from '../../../domain/withdrawal/status.ts'
import { successPage } from '../../answer.ts'
import { presentWithdrawal, withdrawalSchema } from '../../presenters/withdrawal.ts'
import {
  choiceParameter,
  cursorParameter,
  idParameter,
  limitParameter,
  momentParameter,
} from '../../requests/queryFields.ts'
import { readRoute } from '../route.ts'

export const listWithdrawalsRoute = readRoute({
  name: 'listWithdrawals',
  method: 'get',
  path: '/withdrawals',
  scope: 'read',
  summary: 'Lists withdrawals, newest first. One that is asked for meanwhile moves no page.',
  shape: 'page',
  data: withdrawalSchema,
  query: z.strictObject({
    userId: idParameter,
    status: choiceParameter(WITHDRAWAL_STATUSES),
    createdAfter: momentParameter,
    createdBefore: momentParameter,
    limit: limitParameter,
    cursor: cursorParameter('withdrawal'),
  }),
  async handle({ deps, query }) {
    const userId = query.userId as UserId | undefined
    const { withdrawals, hasMore } = await listWithdrawals(deps.db, { ...query, userId })
    return successPage(withdrawals.map(presentWithdrawal), hasMore, withdrawals.at(-1)?.id)
  },
})
