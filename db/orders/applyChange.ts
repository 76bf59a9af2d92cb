import { crashPoint } from '../../crash/crashPoint.ts'
import type { OrderChange } from '../../domain/order/change.ts'
import { outcomePart } from '../commands/outcomePart.ts'
import type { Sql } from '../connect.ts'
import { disputePart } from '../disputes/disputePart.ts'
import { eventPart } from '../events/append.ts'
import { type Fragment, joinParts, jsonRows } from '../fragment.ts'
import { postingParts } from '../ledger/postingParts.ts'
import { operatorPart } from '../operators/operatorPart.ts'
import { changePosting } from './changePosting.ts'
import { orderRowPart } from './orderRowPart.ts'
import { orderViewJson } from './orderViewJson.ts'

/**
 * Writes all of a change in one statement, which is one SQL transaction and one round trip: either everything is there
 * afterwards or nothing. Returns the order's new version, or null if the order's row did not move.
 */
export async function applyChange(sql: Sql, change: OrderChange): Promise<number | null> {
  crashPoint('record.commit.before', change.key)
  const [row] = await sql<{ version: number }[]>`
    with ${joinParts(sql, changeParts(sql, change))}
    select version from moved`
  crashPoint('record.commit.after', change.key)
  return row?.version ?? null
}

function changeParts(sql: Sql, change: OrderChange): Fragment[] {
  const { orderId, expectedVersion, outcome, events, topUps = [], operatorAction } = change
  const ifMoved = sql`exists (select from moved)`
  const posting = changePosting(change)
  const parts = [orderRowPart(sql, change), escrowPart(sql, change), disputePart(sql, change), recordPart(sql, change)]
  if (posting) parts.push(postingParts(sql, [posting], { repeated: 'fail', when: ifMoved }))
  if (topUps.length > 0) parts.push(topUpPart(sql, topUps))
  if (operatorAction) parts.push(operatorPart(sql, 'order_id', operatorAction, sql`select id from moved`))
  if (outcome) {
    const view = sql`
      select o.id, ${orderViewJson(sql)} from moved o left join escrow_now e on true left join dispute_now d on true`
    parts.push(outcomePart(sql, outcome, view))
  }
  if (events.length > 0) {
    const context = { orderId, version: expectedVersion + 1, ...(outcome && { commandId: outcome.commandId }) }
    parts.push(eventPart(sql, events, context, ifMoved))
  }
  return parts
}

/** The change itself: its key makes a second run return this one's result, its states are the order's history. */
function recordPart(sql: Sql, { key, outcome, passesThrough = [], status }: OrderChange): Fragment {
  return sql`recorded as (
    insert into order_changes (key, order_id, version, statuses, command_id)
    select ${key}, id, version, array[${[...passesThrough, status].map((name) => sql`${name}`).reduce((list, next) => sql`${list}, ${next}`)}]::text[],
      ${outcome?.commandId ?? null} from moved
  )`
}

/** The order's escrow as it is after the change, named `escrow_now`. */
function escrowPart(sql: Sql, { orderId, escrow }: OrderChange): Fragment {
  if (!escrow) return sql`escrow_now as (select * from escrows where order_id = ${orderId})`
  return sql`escrow_now as (
    insert into escrows as known (id, order_id, contract_id, status, funded_at)
    select ${escrow.escrowId}, id, ${escrow.contractId ?? null}, ${escrow.status},
      case when ${escrow.status === 'FUNDED'}::boolean then now() end
    from moved
    on conflict (id) do update set
      status = excluded.status,
      contract_id = coalesce(excluded.contract_id, known.contract_id),
      funded_at = coalesce(known.funded_at, excluded.funded_at)
    returning *
  )`
}

/** Where buyer and seller are one person, both fees are due to one wallet. */
function topUpPart(sql: Sql, topUps: NonNullable<OrderChange['topUps']>): Fragment {
  return sql`due as (
    insert into top_ups (order_id, user_id, cause, amount_stroops)
    select moved.id, t."userId", t.cause, sum(t."amountStroops")::bigint
    from moved, json_to_recordset(${jsonRows(sql, topUps)}) as t("userId" text, cause text, "amountStroops" bigint)
    group by moved.id, t."userId", t.cause
  )`
}
