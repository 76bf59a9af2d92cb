import { z } from 'zod'
import { newId } from '../../../db/newId.ts'
import { hasAction } from '../../../db/operators/hasAction.ts'
import { readWithdrawal, type WithdrawalView } from '../../../db/withdrawals/read.ts'
import { retryKey } from '../../../domain/order/operator.ts'
import { success } from '../../answer.ts'
import { ApiError } from '../../apiError.ts'
import { presentWithdrawal, withdrawalSchema } from '../../presenters/withdrawal.ts'
import { requireWithdrawal } from '../../resources/requireWithdrawal.ts'
import { optionallySigned } from '../../support/fields.ts'
import { writeRoute } from '../route.ts'

export const retryWithdrawalBody = z.strictObject(optionallySigned)

export const retryWithdrawalRoute = writeRoute({
  name: 'retryWithdrawal',
  method: 'post',
  path: '/withdrawals/:withdrawalId/retry',
  scope: 'support',
  summary: 'Has the payment that is stuck tried again at once. The answer does not wait for it.',
  shape: 'object',
  data: withdrawalSchema,
  statuses: [200],
  errors: ['WITHDRAWAL_NOT_FOUND', 'INVALID_STATE'],
  body: retryWithdrawalBody,
  async prepare({ deps, body, params, caller }) {
    const withdrawal = await requireWithdrawal(deps.db, params.withdrawalId)
    const { id } = withdrawal
    const { by = caller.apiKeyId, reason } = body
    const asItIs = async () => success(200, presentWithdrawal((await readWithdrawal(deps.db, id)) ?? withdrawal))
    return {
      ids: { commandId: newId('command'), resourceId: id },
      // Its workflow may have taken it, and may not be stuck any more because of it.
      async recall({ commandId }) {
        return (await hasAction(deps.db, 'withdrawal_id', id, retryKey(commandId))) ? await asItIs() : null
      },
      async perform({ commandId }) {
        if ((await deps.temporal.readStuckReason(id)) === null) throw notStuck(withdrawal)
        const request = { by, requestId: commandId, ...(reason !== undefined && { reason }) }
        if ((await deps.temporal.retryWithdrawal(id, request)) === 'not_running') throw notStuck(withdrawal)
        return await asItIs()
      },
    }
  },
})

function notStuck({ id, status }: WithdrawalView): ApiError {
  return new ApiError('INVALID_STATE', `Withdrawal ${id} is not stuck: there is nothing to try again.`, {
    details: { currentStatus: status },
  })
}
