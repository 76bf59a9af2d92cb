import type { RecordActivities, RejectionRecord } from '../../activities/record.ts'
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
  reset(): void
}

export function createRecordDouble(): RecordDouble {
  const changes: RecordedChange[] = []
  const rejections: RejectionRecord[] = []
  const actions: OperatorRecord[] = []
  const versions = new Map<OrderId, number>()
  const results = new Map<string, ChangeResult>()
  const take = (recorder: Recorder, change: OrderChange): ChangeResult => {
    const earlier = results.get(change.key)
    if (earlier) return earlier
    const version = versions.get(change.orderId) ?? 0
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
      recordRejection: async (rejection) => void rejections.push(rejection),
      recordOperatorAction: async (record) => void actions.push(record),
    },
    actions,
    changes,
    rejections,
    reset() {
      changes.length = 0
      rejections.length = 0
      actions.length = 0
      versions.clear()
      results.clear()
    },
  }
}
