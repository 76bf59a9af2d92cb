import { isCancellation, proxyActivities, proxyLocalActivities, TemporalFailure } from '@temporalio/workflow'
import type { RecordActivities } from '../../activities/record.ts'
import { type ChangeResult, type DecidedTooEarly, isTooEarly } from '../../domain/order/change.ts'
import type { Step } from '../../domain/order/step.ts'
import { TooEarly } from './tooEarly.ts'

/** A commit takes milliseconds; one that cannot finish in this time moves to where an operator sees it wait. */
const QUICK_LIMIT = '4 seconds'
/** As many as fit into that time. */
const QUICK_ATTEMPTS = 8

const quick = proxyLocalActivities<RecordActivities>({
  startToCloseTimeout: '2 seconds',
  scheduleToCloseTimeout: QUICK_LIMIT,
  // The time limit is not kept when the worker's task is heartbeating meanwhile (seen in sdk-core 1.24), the number is.
  retry: {
    maximumAttempts: QUICK_ATTEMPTS,
    initialInterval: '50ms',
    maximumInterval: '1 second',
    nonRetryableErrorTypes: ['InvariantViolation'],
  },
})

const patient = proxyActivities<RecordActivities>({
  startToCloseTimeout: '10 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '30 seconds', nonRetryableErrorTypes: ['InvariantViolation'] },
})

type Taken = Exclude<ChangeResult, DecidedTooEarly>

/** Commits a step in one SQL transaction: as a local activity, or, while the database is away, as a visible one that waits. */
export async function commit(step: Step): Promise<Taken> {
  const result = await quickThenPatient((activities) => activities[step.record](step.change))
  if (isTooEarly(result)) throw new TooEarly(result.rowVersion)
  return result
}

export async function commitRejection(input: Parameters<RecordActivities['recordRejection']>[0]): Promise<void> {
  const result = await quickThenPatient((activities) => activities.recordRejection(input))
  if (isTooEarly(result)) throw new TooEarly(result.rowVersion)
}

export async function commitOperatorAction(
  input: Parameters<RecordActivities['recordOperatorAction']>[0],
): Promise<void> {
  await quickThenPatient((activities) => activities.recordOperatorAction(input))
}

async function quickThenPatient<T>(run: (activities: typeof quick | typeof patient) => Promise<T>): Promise<T> {
  try {
    return await run(quick)
  } catch (error) {
    // A local activity that timed out fails as ActivityFailure when it happens and as a bare TimeoutFailure when it is
    // replayed (sdk-core writes the marker without the frame), so telling them apart would not be deterministic.
    if (!(error instanceof TemporalFailure) || isCancellation(error)) throw error
    // The key of the change makes the second run harmless, whatever became of the first.
    return await run(patient)
  }
}
