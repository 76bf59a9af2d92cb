import { crashPoint } from '../../crash/crashPoint.ts'
import type { Rejection } from '../../domain/errors.ts'
import type { ChangeResult, OrderChange } from '../../domain/order/change.ts'
import { outcomePart } from '../commands/outcomePart.ts'
import type { Sql } from '../connect.ts'
import { joinParts, jsonb } from '../fragment.ts'
import { joinOrderParts, orderViewJson } from './orderViewJson.ts'

/** What became of the change with this key, or null if it was never recorded. */
export async function storedResult(sql: Sql, key: string): Promise<ChangeResult | null> {
  const [row] = await sql<{ version: number | null; rejection: Rejection | null }[]>`
    select version, rejection from order_changes where key = ${key}`
  if (!row) return null
  if (row.rejection) return { applied: false, rejection: row.rejection }
  return { applied: true, version: Number(row.version) }
}

/** Records that a change was refused, under its key and as its command's outcome, and nothing else. False if the key is taken. */
export async function recordRefusal(sql: Sql, change: OrderChange, rejection: Rejection): Promise<boolean> {
  const { key, orderId, outcome } = change
  const parts = [
    sql`refused as (
      insert into order_changes (key, order_id, command_id, rejection)
      values (${key}, ${orderId}, ${outcome?.commandId ?? null}, ${jsonb(sql, rejection)})
      on conflict (key) do nothing returning order_id
    )`,
  ]
  if (outcome) {
    const view = sql`
      select r.order_id, case when o.id is not null then ${orderViewJson(sql)} end
      from refused r left join orders o on o.id = r.order_id ${joinOrderParts(sql)}`
    const { commandId, kind } = outcome
    parts.push(outcomePart(sql, { commandId, kind, status: 'REJECTED', rejection }, view))
  }
  crashPoint('record.refusal.before', key)
  const rows = await sql`
    with ${joinParts(sql, parts)}
    select order_id from refused`
  crashPoint('record.refusal.after', key)
  return rows.length > 0
}
