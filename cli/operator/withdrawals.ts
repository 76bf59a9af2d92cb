import { userInfo } from 'node:os'
import { presentWithdrawal } from '../../api/presenters/withdrawal.ts'
import { newId } from '../../db/newId.ts'
import { listWithdrawals } from '../../db/withdrawals/list.ts'
import { readWithdrawal, type WithdrawalView } from '../../db/withdrawals/read.ts'
import type { WithdrawalId } from '../../domain/ids.ts'
import { type Advice, advise } from '../../domain/operations/advise.ts'
import type { RetryRequest } from '../../workflows/messages.ts'
import { EXIT, Refused, type Said, said } from './exit.ts'
import { age, labelled } from './layOut.ts'
import type { Tools } from './reach.ts'
import type { Signature } from './readRequest.ts'

/** `withdrawals pending`: what is set aside and not paid, and which of it is stuck. */
export async function pending(tools: Tools, { limit }: { readonly limit: number }): Promise<Said> {
  const { withdrawals, hasMore } = await listWithdrawals(tools.db, { status: 'PENDING', limit })
  const items = await Promise.all(withdrawals.map(async (one) => ({ one, stuck: await stuckOf(tools, one.id) })))
  const json = items.map(({ one, stuck }) => ({ ...presentWithdrawal(one), stuck, page: tools.pageOf(one.id) }))
  const count = `${items.length}${hasMore ? ' and more' : ''} pending`
  const lines = items.length === 0 ? ['No withdrawal is pending.'] : [count, ...items.flatMap(block)]
  return said(lines.join('\n'), { withdrawals: json, hasMore })
}

/** `withdrawals retry`: tries a stuck step again at once. Does not wait for what comes of it. */
export async function retryWithdrawal(
  tools: Tools,
  { withdrawalId, by = userInfo().username, reason }: RetryRequest & { readonly withdrawalId: WithdrawalId },
): Promise<Said> {
  const { status } = await requireWithdrawal(tools, withdrawalId)
  const isStuck = (await tools.temporal.readStuckReason(withdrawalId)) !== null
  const request = { by, ...(reason !== undefined && { reason }) }
  if (!isStuck || (await tools.temporal.retryWithdrawal(withdrawalId, request)) === 'not_running') {
    const message = `Withdrawal ${withdrawalId} is ${status} and not stuck: there is no step to try again.`
    throw new Refused('INVALID_STATE', message)
  }
  const text = `Tried again: ${withdrawalId}. What comes of it: npm run offerhub -- withdrawals pending`
  return said(text, { retried: withdrawalId })
}

/** Longer than a commit takes; what takes longer has been accepted all the same. */
const WAIT_MS = 60_000

/** `withdrawals give-up`: has the money given back, and waits for the outcome. */
export async function giveUp(
  tools: Tools,
  { withdrawalId, signature }: { readonly withdrawalId: WithdrawalId; readonly signature: Signature },
): Promise<Said> {
  const { status } = await requireWithdrawal(tools, withdrawalId)
  const commandId = newId('command')
  const waiting = (await tools.listener()).register(commandId)
  try {
    if ((await tools.temporal.giveUpWithdrawal(withdrawalId, { commandId, ...signature })) === 'not_running') {
      throw new Refused('INVALID_STATE', `Withdrawal ${withdrawalId} is ${status}: there is nothing to give up.`)
    }
    const outcome = await waiting.outcome(WAIT_MS)
    if (outcome === null) return accepted(withdrawalId, commandId)
    if (outcome.rejection !== null) throw new Refused(outcome.rejection.code, outcome.rejection.message)
    const text = `Withdrawal ${withdrawalId} is given up, and the money is back in the balance. Command: ${commandId}`
    return said(text, { withdrawalId, commandId, outcome: 'SUCCEEDED' })
  } finally {
    waiting.release()
  }
}

function accepted(withdrawalId: WithdrawalId, commandId: string): Said {
  const text = `The command ${commandId} is accepted and has not come out after ${WAIT_MS / 1_000} s. Is a worker running?`
  return said(text, { withdrawalId, commandId, outcome: 'PENDING' }, EXIT.pending)
}

async function stuckOf({ temporal }: Tools, withdrawalId: WithdrawalId): Promise<Advice | null> {
  const reason = await temporal.readStuckReason(withdrawalId)
  return reason === null ? null : advise(reason)
}

async function requireWithdrawal({ db }: Tools, withdrawalId: WithdrawalId): Promise<WithdrawalView> {
  const withdrawal = await readWithdrawal(db, withdrawalId)
  if (withdrawal !== null) return withdrawal
  throw new Refused('WITHDRAWAL_NOT_FOUND', `There is no withdrawal "${withdrawalId}" in this database.`)
}

function block({ one, stuck }: { readonly one: WithdrawalView; readonly stuck: Advice | null }): string[] {
  const { id, amount, userId, destination, createdAt } = presentWithdrawal(one)
  const standing = stuck === null ? 'under way' : `stuck: ${stuck.title}`
  return [
    '',
    `${id}  ${amount} USD of ${userId}  asked for ${age(createdAt)} ago  ${standing}`,
    ...labelled('to', destination),
    ...(stuck === null ? [] : [...labelled('why', stuck.reason), ...labelled('do', stuck.advice)]),
  ]
}
