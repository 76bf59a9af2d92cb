import { accountBalance } from '../../../db/ledger/balances.ts'
import { topUpsDueTo } from '../../../db/topUps/topUpsDueTo.ts'
import { wallet } from '../../../domain/ledger/accounts.ts'
import { stroops } from '../../../domain/money.ts'
import { success } from '../../answer.ts'
import { presentWallet, walletSchema } from '../../presenters/deposit.ts'
import { requireUser } from '../../resources/requireUser.ts'
import { noQuery, readRoute } from '../route.ts'

export const walletRoute = readRoute({
  name: 'getWallet',
  method: 'get',
  path: '/users/:userId/wallet',
  scope: 'read',
  summary: "Tells the address of a user's wallet, whether the network has it, and what it holds.",
  shape: 'object',
  data: walletSchema,
  errors: ['USER_NOT_FOUND'],
  query: noQuery,
  async handle({ deps, params }) {
    const user = await requireUser(deps.db, params.userId)
    const [held, topUpsDue] = await Promise.all([
      accountBalance(deps.db, wallet(user.id).name),
      topUpsDueTo(deps.db, user.id),
    ])
    return success(200, presentWallet(user, { onChain: stroops(held), topUpsDue }, deps.config))
  },
})
