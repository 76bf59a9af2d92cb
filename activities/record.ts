import { type RejectionRecord, recordRejection } from '../db/commands/recordRejection.ts'
import type { Database } from '../db/connect.ts'
import { type OperatorRecord, recordOperatorAction } from '../db/operators/recordAction.ts'
import { commitOrderChange } from '../db/orders/commitChange.ts'
import {
  type ChangeResult,
  type DecidedTooEarly,
  type OrderChange,
  RECORDERS,
  type Recorder,
} from '../domain/order/change.ts'

/** One activity per kind of change, so that the Web UI names what was recorded; all do the same commit. */
export type RecordActivities = Record<Recorder, (change: OrderChange) => Promise<ChangeResult>> & {
  recordRejection(record: RejectionRecord): Promise<DecidedTooEarly | null>
  recordOperatorAction(record: OperatorRecord): Promise<void>
}

export function createRecordActivities(db: Database): RecordActivities {
  const record = (change: OrderChange) => commitOrderChange(db, change)
  const recorders = Object.fromEntries(RECORDERS.map((name) => [name, record])) as Record<Recorder, typeof record>
  return {
    ...recorders,
    recordRejection: (rejection) => recordRejection(db, rejection),
    recordOperatorAction: (action) => recordOperatorAction(db, action),
  }
}
