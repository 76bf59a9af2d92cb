import { recordRejection } from '../db/commands/recordRejection.ts'
import type { Database } from '../db/connect.ts'
import { type OperatorRecord, recordOperatorAction } from '../db/operators/recordAction.ts'
import { commitOrderChange } from '../db/orders/commitChange.ts'
import type { Rejection } from '../domain/errors.ts'
import type { CommandId, OrderId } from '../domain/ids.ts'
import { type ChangeResult, type OrderChange, RECORDERS, type Recorder } from '../domain/order/change.ts'

export type RejectionRecord = {
  readonly orderId: OrderId
  readonly commandId: CommandId
  readonly kind: string
  readonly rejection: Rejection
}

/** One activity per kind of change, so that the Web UI names what was recorded; all do the same commit. */
export type RecordActivities = Record<Recorder, (change: OrderChange) => Promise<ChangeResult>> & {
  recordRejection(record: RejectionRecord): Promise<void>
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
