import {
  type ActivityInterfaceFor,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  TemporalFailure,
  type UntypedActivities,
} from '@temporalio/workflow'

/** A commit takes milliseconds; one that cannot finish in this time moves to where an operator sees it wait. */
const QUICK_LIMIT = '4 seconds'
/** As many as fit into that time. */
const QUICK_ATTEMPTS = 8

/** Runs what writes to the database: as a local activity, or, while the database is away, as a visible one that waits. */
export type Committing<A extends UntypedActivities> = <T>(
  run: (activities: ActivityInterfaceFor<A>) => Promise<T>,
) => Promise<T>

export function committing<A extends UntypedActivities>(): Committing<A> {
  const quick = proxyLocalActivities<A>({
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
  const patient = proxyActivities<A>({
    startToCloseTimeout: '10 seconds',
    retry: {
      initialInterval: '1 second',
      maximumInterval: '30 seconds',
      nonRetryableErrorTypes: ['InvariantViolation'],
    },
  })
  return async (run) => {
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
}
