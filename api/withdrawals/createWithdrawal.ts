import { setTimeout as delay } from 'node:timers/promises'
import { type CommandView, readCommand } from '../../db/commands/read.ts'
import { readWithdrawal, type WithdrawalView } from '../../db/withdrawals/read.ts'
import type { WithdrawalId } from '../../domain/ids.ts'
import { invariant } from '../../domain/invariant.ts'
import { WITHDRAW_COMMAND } from '../../domain/withdrawal/changes/request.ts'
import type { WithdrawalTerms } from '../../domain/withdrawal/terms.ts'
import { type Answer, success } from '../answer.ts'
import { rejected } from '../apiError.ts'
import { sendAndWait } from '../commands/awaitOutcome.ts'
import { notePending } from '../commands/notePending.ts'
import { waitBudgetMs } from '../commands/waitBudget.ts'
import type { ApiDeps } from '../deps.ts'
import type { WorkIds } from '../idempotency/heldIds.ts'
import { presentWithdrawal, withdrawalLocation } from '../presenters/withdrawal.ts'
import type { WriteCall } from '../routes/route.ts'

const POLL_MS = 100

/** What a caller says about a withdrawal that is to be: everything but the id. */
export type WithdrawalContent = Omit<WithdrawalTerms, 'withdrawalId'>

/** Starts the withdrawal's workflow and waits until the money is set aside; longer, for whoever asks for that. */
export async function createWithdrawal(
  call: WriteCall<unknown>,
  content: WithdrawalContent,
  ids: WorkIds,
): Promise<Answer> {
  const { deps, preference } = call
  const terms: WithdrawalTerms = { ...content, withdrawalId: withdrawalIdOf(ids) }
  const waitMs = waitBudgetMs('withdraw', preference)
  const untilMs = deps.clock.nowMs() + waitMs
  const outcome = await sendAndWait(deps, ids.commandId, waitMs, async () => {
    await deps.temporal.startWithdrawal({ terms, commandId: ids.commandId })
    return 'accepted'
  })
  if (typeof outcome !== 'object') return await answerPending(call, terms, ids)
  const answer = await answerRequest(deps, outcome, ids)
  return preference === null ? answer : await waitUntilFinished(deps, ids, untilMs, answer)
}

/** The answer of a withdrawal that came out earlier; null while it has not. */
export async function recallWithdrawal(deps: ApiDeps, ids: WorkIds): Promise<Answer | null> {
  const command = await readCommand(deps.db, ids.commandId)
  return command === null || command.status === 'PENDING' ? null : await answerRequest(deps, command, ids)
}

async function answerRequest(deps: ApiDeps, { rejection }: CommandView, ids: WorkIds): Promise<Answer> {
  if (rejection !== null) throw rejected(rejection)
  return created(await readExisting(deps, ids))
}

/** The money is set aside and paid without anybody waiting; who wants to see that gets what there is when the time is over. */
async function waitUntilFinished(deps: ApiDeps, ids: WorkIds, untilMs: number, first: Answer): Promise<Answer> {
  let answer = first
  while (deps.clock.nowMs() < untilMs) {
    const withdrawal = await readExisting(deps, ids)
    answer = created(withdrawal)
    if (withdrawal.status !== 'PENDING') break
    await delay(POLL_MS)
  }
  return answer
}

async function readExisting(deps: ApiDeps, ids: WorkIds): Promise<WithdrawalView> {
  const withdrawal = await readWithdrawal(deps.db, withdrawalIdOf(ids))
  invariant(withdrawal, `Withdrawal ${ids.resourceId} was requested and cannot be read`)
  return withdrawal
}

function created(withdrawal: WithdrawalView): Answer {
  return success(201, presentWithdrawal(withdrawal), { Location: withdrawalLocation(withdrawal.id) })
}

/** The withdrawal exists for Temporal, and will be in the database once its destination is examined. */
async function answerPending(call: WriteCall<unknown>, terms: WithdrawalTerms, ids: WorkIds): Promise<Answer> {
  const { deps, preference } = call
  await notePending(deps, { commandId: ids.commandId, orderId: terms.withdrawalId, kind: WITHDRAW_COMMAND })
  const data = presentWithdrawal({
    ...terms,
    id: terms.withdrawalId,
    amountStroops: BigInt(terms.amountStroops),
    status: 'PENDING',
    failureCode: null,
    failureReason: null,
    transactionHash: null,
    ledger: null,
    requestedAt: new Date(deps.clock.nowMs()).toISOString(),
    finishedAt: null,
  })
  return success(202, data, {
    Location: withdrawalLocation(terms.withdrawalId),
    ...(preference !== null && { 'Preference-Applied': preference.applied }),
  })
}

function withdrawalIdOf({ resourceId }: WorkIds): WithdrawalId {
  return resourceId as WithdrawalId
}
