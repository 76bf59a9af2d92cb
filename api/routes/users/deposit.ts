import { success } from '../../answer.ts'
import { depositSchema, presentDeposit } from '../../presenters/deposit.ts'
import { requireUser } from '../../resources/requireUser.ts'
import { noQuery, readRoute } from '../route.ts'

export const depositRoute = readRoute({
  name: 'getDepositAddress',
  method: 'get',
  path: '/users/:userId/wallet/deposit',
  scope: 'read',
  summary: "Tells where a user's USDC has to be sent.",
  shape: 'object',
  query: noQuery,
  data: depositSchema,
  errors: ['USER_NOT_FOUND'],
  async handle({ deps, params }) {
    const user = await requireUser(deps.db, params.userId)
    const wallet = { address: user.walletAddress, ready: user.walletStatus === 'READY' }
    return success(200, presentDeposit(wallet, deps.config))
  },
})
