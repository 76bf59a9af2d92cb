import { success } from '../../answer.ts'
import { presentWithdrawal, withdrawalSchema } from '../../presenters/withdrawal.ts'
import { requireWithdrawal } from '../../resources/requireWithdrawal.ts'
import { noQuery, readRoute } from '../route.ts'

export const getWithdrawalRoute = readRoute({
  name: 'getWithdrawal',
  method: 'get',
  path: '/withdrawals/:withdrawalId',
  scope: 'read',
  summary: 'Reads a withdrawal. One that was refused does not exist; the refusal is in the details of the 404.',
  shape: 'object',
  data: withdrawalSchema,
  errors: ['WITHDRAWAL_NOT_FOUND'],
  query: noQuery,
  async handle({ deps, params }) {
    return success(200, presentWithdrawal(await requireWithdrawal(deps.db, params.withdrawalId)))
  },
})
