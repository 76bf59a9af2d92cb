import type { RecordActivities } from '../../activities/record.ts'
import type { RejectionRecord } from '../../db/commands/recordRejection.ts'
import type { OperatorRecord } from '../../db/operators/recordAction.ts'
import type { OrderId } from '../../domain/ids.ts'
import { invariant } from '../../domain/invariant.ts'
import { type ChangeResult, type OrderChange, RECORDERS, type Recorder } from '../../domain/order/change.ts'

export type RecordedChange = { readonly recorder: Recorder; readonly change: OrderChange }

/** The database of the orders in memory: it takes every change once, and only on the version that it was decided on. */
export type RecordDouble = {
  readonly activities: RecordActivities
  readonly changes: RecordedChange[]
  readonly rejections: RejectionRecord[]
  readonly actions: OperatorRecord[]
  /**
   * Commits this change right before that recorder is called next: as a task of the workflow has done which died with its
   * worker, so that the workflow does not know.
   */
  commitBefore(recorder: Recorder | 'recordRejection', change: () => OrderChange): void
  reset(): void
}

export function createRecordDouble(): RecordDouble {
  const changes: RecordedChange[] = []
  const rejections: RejectionRecord[] = []
  const actions: OperatorRecord[] = []
  const versions = new Map<OrderId, number>()
  const results = new Map<string, ChangeResult>()
  const died = new Map<Recorder | 'recordRejection', () => OrderChange>()
  const meet = (recorder: Recorder | 'recordRejection') => {
    const change = died.get(recorder)
    died.delete(recorder)
    if (change) put('recordOrder', change())
  }
  const take = (recorder: Recorder, change: OrderChange): ChangeResult => {
    meet(recorder)
    return put(recorder, change)
  }
  const put = (recorder: Recorder, change: OrderChange): ChangeResult => {
    const earlier = results.get(change.key)
    if (earlier) {
      const comesLater = earlier.applied && earlier.version > change.expectedVersion + 1
      return comesLater ? { applied: false, rowVersion: earlier.version } : earlier
    }
    const version = versions.get(change.orderId) ?? 0
    if (version > change.expectedVersion) return { applied: false, rowVersion: version }
    invariant(
      version === change.expectedVersion,
      `${change.key} was decided on ${change.expectedVersion}, not ${version}`,
    )
    const result = { applied: true, version: version + 1 } as const
    versions.set(change.orderId, result.version)
    results.set(change.key, result)
    changes.push({ recorder, change })
    return result
  }
  const recorders = Object.fromEntries(
    RECORDERS.map((name) => [name, async (change: OrderChange) => take(name, change)]),
  ) as Record<Recorder, (change: OrderChange) => Promise<ChangeResult>>
  return {
    activities: {
      ...recorders,
      recordRejection: async (rejection) => {
        meet('recordRejection')
        const version = versions.get(rejection.orderId) ?? 0
        if (version > (rejection.expectedVersion ?? version)) return { applied: false, rowVersion: version }
        rejections.push(rejection)
        return null
      },
      recordOperatorAction: async (record) => void actions.push(record),
    },
    actions,
    changes,
    rejections,
    commitBefore: (recorder, change) => void died.set(recorder, change),
    reset() {
      died.clear()
      changes.length = 0
      rejections.length = 0
      actions.length = 0
      versions.clear()
      results.clear()
    },
  }
}
