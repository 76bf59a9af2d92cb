import { isCancellation, proxyActivities, proxyLocalActivities, TemporalFailure } from '@temporalio/workflow'
import type { RecordActivities } from '../../activities/record.ts'
import type { ChangeResult } from '../../domain/order/change.ts'
import type { Step } from '../../domain/order/step.ts'

/** A commit takes milliseconds; one that cannot finish in this time moves to where an operator sees it wait. */
const QUICK_LIMIT = '4 seconds'

const quick = proxyLocalActivities<RecordActivities>({
  startToCloseTimeout: '2 seconds',
  scheduleToCloseTimeout: QUICK_LIMIT,
  retry: { initialInterval: '50ms', maximumInterval: '1 second', nonRetryableErrorTypes: ['InvariantViolation'] },
})

const patient = proxyActivities<RecordActivities>({
  startToCloseTimeout: '10 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '30 seconds', nonRetryableErrorTypes: ['InvariantViolation'] },
})

/** Commits a step in one SQL transaction: as a local activity, or, while the database is away, as a visible one that waits. */
export async function commit(step: Step): Promise<ChangeResult> {
  return await quickThenPatient((activities) => activities[step.record](step.change))
}

export async function commitRejection(input: Parameters<RecordActivities['recordRejection']>[0]): Promise<void> {
  await quickThenPatient((activities) => activities.recordRejection(input))
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
