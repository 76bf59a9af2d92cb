import { allHandlersFinished, condition, continueAsNew, workflowInfo } from '@temporalio/workflow'
import type { Desk } from './desk.ts'
import type { WithdrawalInput, WithdrawalSnapshot } from './messages.ts'

/**
 * A withdrawal that is stuck for weeks goes on in a new run before its history is too long. The run begins from the start
 * and repeats what was done, all of which has its key and so happens once.
 */
export async function renewIfLong({ terms, commandId, giveUps }: Desk): Promise<void> {
  if (!workflowInfo().continueAsNewSuggested) return
  await condition(allHandlersFinished)
  if (giveUps.length > 0) return
  await continueAsNew<(input: WithdrawalInput) => Promise<WithdrawalSnapshot>>({ terms, commandId })
}
