import { WorkflowNotFoundError } from '@temporalio/client'
import {
  lostRequests,
  type PendingWithdrawal,
  pendingWithdrawals,
  withdrawalStatus,
} from '../../../db/recovery/withdrawals.ts'
import type { WithdrawalId } from '../../../domain/ids.ts'
import { summariseWithdrawal } from '../../../domain/withdrawal/describe.ts'
import { ORDER_TASK_QUEUE } from '../../../workflows/messages.ts'
import { orderStuckKey } from '../../../workflows/searchAttributes.ts'
import { type WithdrawalInput, withdrawalWorkflowType } from '../../../workflows/withdrawal/messages.ts'
import type { Repair } from '../context.ts'
import { type WithdrawalHistory, withdrawalChangesIn } from '../history/withdrawalHistory.ts'

/** Starts the workflow of every pending withdrawal that has none, and ends those that would pay what was given back. */
export async function startWithdrawals(
  repair: Repair,
  histories: ReadonlyMap<string, WithdrawalHistory>,
): Promise<void> {
  const { db, report, apply } = repair
  for (const pending of await pendingWithdrawals(db)) {
    const { withdrawalId } = pending.terms
    const history = histories.get(withdrawalId)
    const why = whyStopped(history)
    if (why === null) continue
    report.found(`Withdrawal ${withdrawalId} needs its workflow started again: ${why}.`)
    if (apply) await startAgain(repair, pending)
  }
  for (const history of histories.values()) await endForgetful(repair, history)
  for (const withdrawalId of await lostRequests(db)) {
    if (histories.has(withdrawalId)) continue
    report.advise(`Withdrawal ${withdrawalId} was accepted and never written down: have it asked for again.`)
  }
}

/** A workflow that runs repeats what it does not know to be done, and finds it done. */
function whyStopped(history: WithdrawalHistory | undefined): string | null {
  if (history === undefined) return 'Temporal does not know it'
  // Finished there, it will be finished here as soon as its missing changes are committed.
  if (history.isRunning || history.problem !== null || isFinishedIn(history)) return null
  return 'its workflow has ended'
}

function isFinishedIn(history: WithdrawalHistory): boolean {
  return withdrawalChangesIn(history).some(({ change, result }) => result.applied && change.status !== 'PENDING')
}

/** Given back without its knowledge, a workflow would try to pay, be refused every signature, and be stuck for ever. */
async function endForgetful({ db, temporal, report, apply }: Repair, history: WithdrawalHistory): Promise<void> {
  const { withdrawalId, isRunning } = history
  if (!isRunning || isFinishedIn(history) || (await withdrawalStatus(db, withdrawalId)) !== 'FAILED') return
  report.found(`Withdrawal ${withdrawalId} was given back, and its workflow has not heard of it.`)
  if (!apply) return
  await terminate(temporal, withdrawalId)
  report.did(`The workflow of withdrawal ${withdrawalId} is ended.`)
}

async function startAgain({ temporal, report }: Repair, pending: PendingWithdrawal): Promise<void> {
  const { terms, commandId } = pending
  // It finds its row, and so examines nothing again: once the money is set aside, only the payment itself can tell.
  const input: WithdrawalInput = { terms, commandId }
  await temporal.workflow.start(withdrawalWorkflowType, {
    workflowId: terms.withdrawalId,
    taskQueue: ORDER_TASK_QUEUE,
    args: [input],
    staticSummary: summariseWithdrawal(terms),
    staticDetails: 'Started again from the database by a repair, with its money set aside.',
    typedSearchAttributes: [{ key: orderStuckKey, value: false }],
  })
  report.did(`Withdrawal ${terms.withdrawalId} runs again: it is paid, or found paid.`)
}

async function terminate(temporal: Repair['temporal'], withdrawalId: WithdrawalId): Promise<void> {
  try {
    await temporal.workflow.getHandle(withdrawalId).terminate('Its withdrawal was given back (repair)')
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error
  }
}
