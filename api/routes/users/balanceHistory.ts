import { z } from 'zod'
import { balanceHistory, isBalanceEntryId } from '../../../db/ledger/history.ts'
import { successPage } from '../../answer.ts'
import { balanceEntrySchema, presentBalanceEntry } from '../../presenters/balanceEntry.ts'
import { limitParameter } from '../../requests/queryFields.ts'
import { requireUser } from '../../resources/requireUser.ts'
import { readRoute } from '../route.ts'

const cursor = z
  .string({ error: 'must be given once' })
  .refine(isBalanceEntryId, 'must be the nextCursor of the page before')
  .optional()

export const balanceHistoryRoute = readRoute({
  name: 'listBalanceEntries',
  method: 'get',
  path: '/users/:userId/balance/history',
  scope: 'read',
  summary: "Lists the moves on a user's available and reserved balance, newest first. Their sums are the balances.",
  shape: 'page',
  data: balanceEntrySchema,
  errors: ['USER_NOT_FOUND'],
  query: z.strictObject({ limit: limitParameter, cursor }),
  async handle({ deps, params, query }) {
    const user = await requireUser(deps.db, params.userId)
    const { entries, hasMore } = await balanceHistory(deps.db, user.id, query)
    return successPage(entries.map(presentBalanceEntry), hasMore, entries.at(-1)?.id)
  },
})
