import { userBalance } from '../../../db/ledger/balances.ts'
import { success } from '../../answer.ts'
import { presentBalance } from '../../presenters/balance.ts'
import { requireUser } from '../../resources/requireUser.ts'
import { readRoute } from '../route.ts'

export const balanceRoute = readRoute({
  method: 'get',
  path: '/users/:userId/balance',
  scope: 'read',
  summary: "Reads a user's available and reserved balance.",
  async handle({ deps, params }) {
    const user = await requireUser(deps.db, params.userId)
    const userId = user.id
    return success(200, presentBalance(userId, await userBalance(deps.db, userId)))
  },
})
