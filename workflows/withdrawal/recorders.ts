import type { WithdrawalRecordActivities } from '../../activities/withdrawal/record.ts'
import type { WithdrawalResult } from '../../domain/withdrawal/change.ts'
import type { WithdrawalStep } from '../../domain/withdrawal/step.ts'
import { committing } from '../commits.ts'
import type { Desk } from './desk.ts'
import { showState } from './display.ts'

const record = committing<WithdrawalRecordActivities>()

/** The database refused a change that the workflow was sure of. */
export class NotBooked extends Error {
  override readonly name = 'NotBooked'
}

/** Commits a step and takes its state over. What the database answers otherwise is for the caller to tell. */
export async function advance(desk: Desk, { change, next }: WithdrawalStep): Promise<WithdrawalResult> {
  const result = await record((activities) => activities.commitWithdrawal(change))
  if (!result.applied) return result
  desk.state = next
  showState(desk)
  return result
}

/** Tells whoever sent a command that it was refused. */
export async function commitRejection(
  input: Parameters<WithdrawalRecordActivities['recordWithdrawalRejection']>[0],
): Promise<void> {
  await record((activities) => activities.recordWithdrawalRejection(input))
}

/** Writes down what support did. */
export async function commitAction(
  input: Parameters<WithdrawalRecordActivities['recordWithdrawalAction']>[0],
): Promise<void> {
  await record((activities) => activities.recordWithdrawalAction(input))
}
