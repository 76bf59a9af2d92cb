import type { Queryable } from '../connect.ts'
import type { Fragment } from '../fragment.ts'

/**
 * What belongs to an order `o`, each or nulls: its escrow `e` and its dispute `d`. Lateral with a limit, so that each is
 * looked up by its order: as a plain join, a plan made while the tables were small reads them whole when they are large.
 */
export function joinOrderParts(sql: Queryable): Fragment {
  return sql`left join lateral (select * from escrows where order_id = o.id limit 1) e on true
    left join lateral (select * from disputes where order_id = o.id limit 1) d on true`
}

/**
 * An OrderView made by the database out of `o` (an order), `e` (its escrow, or nulls) and `d` (its dispute, or nulls): the
 * one place that says how an order is shown, for reads and for the snapshot that an outcome keeps.
 */
export function orderViewJson(sql: Queryable): Fragment {
  return sql`jsonb_build_object(
    'id', o.id, 'status', o.status, 'finalStatus', o.final_status, 'version', o.version,
    'buyerId', o.buyer_id, 'sellerId', o.seller_id, 'amountStroops', o.amount_stroops::text, 'currency', o.currency,
    'title', o.title, 'description', o.description, 'clientOrderRef', o.client_order_ref, 'metadata', o.metadata,
    'feePolicy', o.fee_policy, 'milestones', coalesce(o.milestones, '[]'::jsonb),
    'deadlines', coalesce(o.deadlines, '[]'::jsonb),
    'createdAt', ${iso(sql, 'o.created_at')}, 'updatedAt', ${iso(sql, 'o.updated_at')},
    'reservedAt', ${iso(sql, 'o.reserved_at')}, 'fundedAt', ${iso(sql, 'o.funded_at')}, 'closedAt', ${iso(sql, 'o.closed_at')},
    'escrow', case when e.id is null then null else jsonb_build_object(
      'id', e.id, 'contractId', e.contract_id, 'status', e.status,
      'createdAt', ${iso(sql, 'e.created_at')}, 'fundedAt', ${iso(sql, 'e.funded_at')}) end,
    'dispute', case when d.id is null then null else ${disputeViewJson(sql)} end)`
}

/** A DisputeView made by the database out of `d` (a dispute). */
export function disputeViewJson(sql: Queryable): Fragment {
  return sql`jsonb_build_object(
    'id', d.id, 'status', d.status, 'openedBy', d.opened_by, 'reason', d.reason, 'description', d.description,
    'decision', d.decision, 'releaseStroops', d.release_stroops::text, 'refundStroops', d.refund_stroops::text,
    'note', d.note, 'assignedTo', d.assigned_to,
    'createdAt', ${iso(sql, 'd.created_at')}, 'resolvedAt', ${iso(sql, 'd.resolved_at')})`
}

function iso(sql: Queryable, column: `${'o' | 'e' | 'd'}.${string}`): Fragment {
  return sql`to_char(${sql(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}
