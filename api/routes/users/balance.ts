import { userBalance } from '../../../db/ledger/balances.ts'
import { success } from '../../answer.ts'
import { balanceSchema, presentBalance } from '../../presenters/balance.ts'
import { requireUser } from '../../resources/requireUser.ts'
import { noQuery, readRoute } from '../route.ts'

export const balanceRoute = readRoute({
  name: 'getBalance',
  method: 'get',
  path: '/users/:userId/balance',
  scope: 'read',
  summary: "Reads a user's available and reserved balance.",
  shape: 'object',
  query: noQuery,
  data: balanceSchema,
  errors: ['USER_NOT_FOUND'],
  async handle({ deps, params }) {
    const user = await requireUser(deps.db, params.userId)
    const userId = user.id
    return success(200, presentBalance(userId, await userBalance(deps.db, userId)))
  },
})
