import { success } from '../../answer.ts'
import { presentWallet, walletSchema } from '../../presenters/deposit.ts'
import { requireUser } from '../../resources/requireUser.ts'
import { noQuery, readRoute } from '../route.ts'

export const walletRoute = readRoute({
  name: 'getWallet',
  method: 'get',
  path: '/users/:userId/wallet',
  scope: 'read',
  summary: "Tells the address of a user's wallet, and whether the network has it.",
  shape: 'object',
  data: walletSchema,
  errors: ['USER_NOT_FOUND'],
  query: noQuery,
  async handle({ deps, params }) {
    return success(200, presentWallet(await requireUser(deps.db, params.userId), deps.config))
  },
})
