import { z } from 'zod'
import { isMovementCursor, walletMovements } from '../../../db/wallets/movements.ts'
import { successPage } from '../../answer.ts'
import { presentWalletTransaction, walletTransactionSchema } from '../../presenters/walletTransaction.ts'
import { limitParameter } from '../../requests/queryFields.ts'
import { requireUser } from '../../resources/requireUser.ts'
import { readRoute } from '../route.ts'

const cursor = z
  .string({ error: 'must be given once' })
  .refine(isMovementCursor, 'must be the nextCursor of the page before')
  .optional()
  .meta({ description: 'Where the page begins: nextCursor of the page before.' })

export const walletTransactionsRoute = readRoute({
  name: 'listWalletTransactions',
  method: 'get',
  path: '/users/:userId/wallet/transactions',
  scope: 'read',
  summary: "Lists every move of USDC into and out of a user's wallet on chain, newest first.",
  shape: 'page',
  data: walletTransactionSchema,
  errors: ['USER_NOT_FOUND'],
  query: z.strictObject({ limit: limitParameter, cursor }),
  async handle({ deps, params, query }) {
    const { id: userId, walletAddress: address } = await requireUser(deps.db, params.userId)
    const { movements, nextCursor } = await walletMovements(deps.db, { userId, address }, query)
    return successPage(movements.map(presentWalletTransaction), nextCursor !== null, nextCursor ?? undefined)
  },
})
