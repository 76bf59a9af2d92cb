import { crashPoint } from '../../crash/crashPoint.ts'
import type { Rejection } from '../../domain/errors.ts'
import type { CommandId, OrderId } from '../../domain/ids.ts'
import { retryConflicts } from '../conflicts.ts'
import type { Database } from '../connect.ts'
import { joinOrderParts, orderViewJson } from '../orders/orderViewJson.ts'
import { outcomePart } from './outcomePart.ts'

export type RejectionRecord = {
  readonly orderId: OrderId
  readonly commandId: CommandId
  readonly kind: string
  readonly rejection: Rejection
}

/** Records that a command was refused, and changes nothing else. Safe to repeat; a final outcome stays as it is. */
export async function recordRejection(db: Pick<Database, 'sql'>, record: RejectionRecord): Promise<void> {
  const { sql } = db
  const { orderId, commandId, kind, rejection } = record
  // The order need not exist: also the refusal to create one is an outcome.
  const view = sql`
    select ${orderId}::text, case when o.id is not null then ${orderViewJson(sql)} end
    from (select) nothing left join orders o on o.id = ${orderId} ${joinOrderParts(sql)}`
  crashPoint('record.rejection.before', `${orderId}:${kind}`)
  await retryConflicts(
    async () =>
      await sql`
      with ${outcomePart(sql, { commandId, kind, status: 'REJECTED', rejection }, view)}
      select pg_notify('outcomes', command_id) from outcome`,
  )
  crashPoint('record.rejection.after', `${orderId}:${kind}`)
}
