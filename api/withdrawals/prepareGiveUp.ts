import { type CommandView, readCommand } from '../../db/commands/read.ts'
import { readWithdrawal, type WithdrawalView } from '../../db/withdrawals/read.ts'
import { type Answer, success } from '../answer.ts'
import { ApiError, rejected } from '../apiError.ts'
import { sendAndWait } from '../commands/awaitOutcome.ts'
import { commandIdFor } from '../commands/commandId.ts'
import { waitBudgetMs } from '../commands/waitBudget.ts'
import type { Work } from '../idempotency/once.ts'
import { presentWithdrawal, withdrawalLocation } from '../presenters/withdrawal.ts'
import { requireWithdrawal } from '../resources/requireWithdrawal.ts'
import type { WriteCall } from '../routes/route.ts'
import type { Signed } from '../support/fields.ts'

/** Checks that the withdrawal exists, and makes support's command to give it up. */
export async function prepareGiveUp(call: WriteCall<Signed>): Promise<Work> {
  const { deps, body, preference } = call
  const { by, reason } = body
  const withdrawal = await requireWithdrawal(deps.db, call.params.withdrawalId)
  const { id } = withdrawal
  const asItIs = async () => presentWithdrawal((await readWithdrawal(deps.db, id)) ?? withdrawal)
  const answer = async ({ rejection }: CommandView): Promise<Answer> => {
    if (rejection !== null) throw rejected(rejection)
    return success(200, await asItIs())
  }
  return {
    ids: { commandId: commandIdFor(call.caller.apiKeyId, call.idempotencyKey, call.route), resourceId: id },
    async recall({ commandId }) {
      const command = await readCommand(deps.db, commandId)
      return command === null || command.status === 'PENDING' ? null : await answer(command)
    },
    async perform({ commandId }) {
      const send = () => deps.temporal.giveUpWithdrawal(id, { commandId, by, reason })
      const outcome = await sendAndWait(deps, commandId, waitBudgetMs('giveUp', preference), send)
      if (outcome === 'not_running') throw await tooLate(call, withdrawal)
      if (outcome !== 'pending') return await answer(outcome)
      return success(202, await asItIs(), {
        Location: withdrawalLocation(id),
        ...(preference !== null && { 'Preference-Applied': preference.applied }),
      })
    },
  }
}

async function tooLate({ deps }: WriteCall<unknown>, before: WithdrawalView): Promise<ApiError> {
  const { id, status } = (await readWithdrawal(deps.db, before.id)) ?? before
  return new ApiError('INVALID_STATE', `Withdrawal ${id} is ${status}: there is nothing to give up.`, {
    details: { currentStatus: status },
  })
}
