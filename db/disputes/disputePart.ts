import type { OrderChange } from '../../domain/order/change.ts'
import type { Queryable } from '../connect.ts'
import type { Fragment } from '../fragment.ts'

/**
 * The part of a WITH list that opens or decides the order's dispute. A decision is written when it is accepted, which is
 * what may be signed for, and again when it has been paid out. The dispute as it is afterwards, named `dispute_now`.
 */
export function disputePart(sql: Queryable, { orderId, dispute }: Pick<OrderChange, 'orderId' | 'dispute'>): Fragment {
  if (!dispute) return sql`dispute_now as (select * from disputes where order_id = ${orderId})`
  const { resolution } = dispute
  if (resolution) {
    return sql`dispute_now as (
      update disputes set
        status = case when ${dispute.status} = 'RESOLVED' then 'RESOLVED' else disputes.status end,
        resolved_at = case when ${dispute.status} = 'RESOLVED' then now() end,
        decision = ${resolution.decision}, note = ${resolution.note ?? null},
        release_stroops = ${resolution.releaseStroops}::bigint, refund_stroops = ${resolution.refundStroops}::bigint
      from moved where disputes.id = ${dispute.disputeId} and disputes.order_id = moved.id
      returning disputes.*
    )`
  }
  if (dispute.assignTo !== undefined) {
    return sql`dispute_now as (
      update disputes set status = ${dispute.status}, assigned_to = coalesce(assigned_to, ${dispute.assignTo})
      from moved where disputes.id = ${dispute.disputeId} and disputes.order_id = moved.id
      returning disputes.*
    )`
  }
  // Support may have taken it up meanwhile: a patch that still says OPEN does not take it away again.
  return sql`dispute_now as (
    insert into disputes as known (id, order_id, status, opened_by, reason, description)
    select ${dispute.disputeId}, id, ${dispute.status}, ${dispute.openedBy}, ${dispute.reason}, ${dispute.description ?? null}
    from moved
    on conflict (id) do update set
      status = case when known.status = 'UNDER_REVIEW' and excluded.status = 'OPEN' then known.status else excluded.status end
    returning *
  )`
}
