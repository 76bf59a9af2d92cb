import type { RecordActivities } from '../../activities/record.ts'
import { type ChangeResult, type DecidedTooEarly, isTooEarly } from '../../domain/order/change.ts'
import type { Step } from '../../domain/order/step.ts'
import { committing } from '../commits.ts'
import { TooEarly } from './tooEarly.ts'

const record = committing<RecordActivities>()

type Taken = Exclude<ChangeResult, DecidedTooEarly>

/** Commits a step in one SQL transaction. */
export async function commit(step: Step): Promise<Taken> {
  const result = await record((activities) => activities[step.record](step.change))
  if (isTooEarly(result)) throw new TooEarly(result.rowVersion)
  return result
}

export async function commitRejection(input: Parameters<RecordActivities['recordRejection']>[0]): Promise<void> {
  const result = await record((activities) => activities.recordRejection(input))
  if (isTooEarly(result)) throw new TooEarly(result.rowVersion)
}

export async function commitOperatorAction(
  input: Parameters<RecordActivities['recordOperatorAction']>[0],
): Promise<void> {
  await record((activities) => activities.recordOperatorAction(input))
}
