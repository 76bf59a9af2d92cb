import { crashPoint } from '../../crash/crashPoint.ts'
import type { Rejection } from '../../domain/errors.ts'
import type { CommandId, OrderId, WithdrawalId } from '../../domain/ids.ts'
import type { DecidedTooEarly } from '../../domain/order/change.ts'
import { retryConflicts } from '../conflicts.ts'
import type { Database } from '../connect.ts'
import { joinOrderParts, orderViewJson } from '../orders/orderViewJson.ts'
import { outcomePart } from './outcomePart.ts'

export type RejectionRecord = {
  readonly orderId: OrderId
  readonly commandId: CommandId
  readonly kind: string
  readonly rejection: Rejection
  /** The version of the order's row on which it was refused; left out where that does not matter. */
  readonly expectedVersion?: number
}

/** The same for a withdrawal: what a command is for is kept in one column. */
export type RefusedWithdrawal = Omit<RejectionRecord, 'orderId'> & { readonly orderId: WithdrawalId }

/**
 * Records that a command was refused, and changes nothing else. Safe to repeat; a final outcome stays as it is. Where the
 * order's row is ahead of the version on which it was refused, nothing is recorded either: it may be accepted there.
 */
export async function recordRejection(
  db: Pick<Database, 'sql' | 'news'>,
  record: RejectionRecord | RefusedWithdrawal,
): Promise<DecidedTooEarly | null> {
  const { sql } = db
  const { orderId, commandId, kind, rejection, expectedVersion = null } = record
  // The order need not exist: also the refusal to create one is an outcome.
  const view = sql`
    select ${orderId}::text, case when o.id is not null then ${orderViewJson(sql)} end
    from (select) nothing left join orders o on o.id = ${orderId} ${joinOrderParts(sql)}
    where not exists (select from ahead)`
  crashPoint('record.rejection.before', `${orderId}:${kind}`)
  const [row] = await retryConflicts(
    async () =>
      await sql<{ rowVersion: number | null }[]>`
      with ahead as (select version from orders where id = ${orderId} and version > ${expectedVersion}::int),
      ${outcomePart(sql, { commandId, kind, status: 'REJECTED', rejection }, view)}
      select (select version from ahead) as "rowVersion"`,
  )
  crashPoint('record.rejection.after', `${orderId}:${kind}`)
  const rowVersion = row?.rowVersion ?? null
  if (rowVersion !== null) return { applied: false, rowVersion }
  // Also of an outcome that was there: who repeats it may have died before it told.
  db.news.tell('outcomes', commandId)
  return null
}
