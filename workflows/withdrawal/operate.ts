import { uuid4, workflowInfo } from '@temporalio/workflow'
import type { Rejection } from '../../domain/errors.ts'
import type { CommandId } from '../../domain/ids.ts'
import { readRetryRequest, readSignedCommand } from '../../domain/operations/readOperatorCommand.ts'
import { retryKey } from '../../domain/order/operator.ts'
import { GIVE_UP_COMMAND, type GiveUpCommand, giveUpWithdrawal } from '../../domain/withdrawal/changes/giveUp.ts'
import type { WithdrawalState } from '../../domain/withdrawal/step.ts'
import { type Desk, isNew } from './desk.ts'
import { showState } from './display.ts'
import { advance, commitAction, commitRejection } from './recorders.ts'

/** Has a stuck step tried again, and writes down who asked for it. */
export async function retryNow(desk: Desk, typed: unknown): Promise<void> {
  const { by = 'unnamed', reason = '', requestId } = readRetryRequest(typed)
  desk.retryRequests += 1
  const { withdrawalId } = desk.terms
  const key = retryKey(requestId ?? `${workflowInfo().runId}:${desk.retryRequests}`)
  // Of what is not recorded nothing is written down.
  if (desk.state === null) return
  await commitAction({ withdrawalId, action: { key, action: 'retryNow', by, reason, details: { step: desk.doing } } })
}

/** Takes what support says in the Web UI or through the API. What cannot be understood has no effect but that the page says so. */
export async function takeGiveUp(desk: Desk, typed: unknown): Promise<void> {
  const fallbackId: CommandId = `cmd_${uuid4().replaceAll('-', '')}`
  const read = readSignedCommand(GIVE_UP_COMMAND, typed, fallbackId)
  desk.notice = read.ok ? null : read.problem
  showState(desk)
  if (!read.ok || !isNew(desk, read.value.commandId)) return
  // While a try is under way nobody can say whether it pays: only between two of them there is something to give up.
  if (desk.isWaiting) desk.giveUps.push(read.value)
  else await refuse(desk, read.value, notStuck(desk))
}

/** Gives the money back, if the database knows that no envelope can pay it any more; else says what is in the way. */
export async function giveUp(desk: Desk, state: WithdrawalState<'PENDING'>, command: GiveUpCommand): Promise<boolean> {
  const result = await advance(desk, giveUpWithdrawal(state, command))
  if (!result.applied) await refuse(desk, command, result.rejection)
  return result.applied
}

/** What arrived too late is answered before the workflow ends. */
export async function refuseRest(desk: Desk): Promise<void> {
  for (const command of desk.giveUps.splice(0)) await refuse(desk, command, notStuck(desk))
}

async function refuse(desk: Desk, { commandId }: GiveUpCommand, rejection: Rejection): Promise<void> {
  await commitRejection({ withdrawalId: desk.terms.withdrawalId, commandId, kind: GIVE_UP_COMMAND, rejection })
}

function notStuck({ terms, state }: Desk): Rejection {
  const status = state?.status ?? null
  const now = status === 'PENDING' ? 'is not stuck at this moment' : `is ${status ?? 'not recorded'}`
  const message = `Withdrawal ${terms.withdrawalId} ${now}: there is nothing to give up.`
  return { code: 'INVALID_STATE', message, details: { currentStatus: status ?? 'REFUSED' } }
}
