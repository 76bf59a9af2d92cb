import { success } from '../../answer.ts'
import { presentDeposit } from '../../presenters/deposit.ts'
import { requireUser } from '../../resources/requireUser.ts'
import { readRoute } from '../route.ts'

export const depositRoute = readRoute({
  method: 'get',
  path: '/users/:userId/wallet/deposit',
  scope: 'read',
  summary: "Tells where a user's USDC has to be sent.",
  async handle({ deps, params }) {
    const user = await requireUser(deps.db, params.userId)
    const wallet = { address: user.walletAddress, ready: user.walletStatus === 'READY' }
    return success(200, presentDeposit(wallet, deps.config))
  },
})
