import type { OrderChange, OrderStamp } from '../../domain/order/change.ts'
import { type MilestoneState, newOrderState } from '../../domain/order/state.ts'
import { feePolicyOf, type OrderTerms } from '../../domain/order/terms.ts'
import type { Queryable } from '../connect.ts'
import { type Fragment, jsonb } from '../fragment.ts'

/**
 * The part of a WITH list that moves the order's row, named `moved`: one row, or none if the row is not at the expected
 * version, or has had this change. Every other part of the statement hangs on it.
 */
export function orderRowPart(sql: Queryable, change: OrderChange): Fragment {
  const row = change.expectedVersion === 0 ? insertOrder(sql, change) : updateOrder(sql, change)
  return sql`moved as (${row} returning *)`
}

function insertOrder(sql: Queryable, { terms, ...change }: OrderChange): Fragment {
  return sql`
    insert into orders (
      id, version, status, final_status, buyer_id, seller_id, amount_stroops, currency, platform_fee_bps, fee_policy,
      title, description, client_order_ref, metadata, deadline_terms, milestones, reserved_at, funded_at, closed_at
    )
    select ${change.orderId}, 1, ${change.status}, ${change.finalStatus ?? null}, ${terms.buyerId}, ${terms.sellerId},
      ${terms.amountStroops}::bigint, ${terms.currency}, ${terms.platformFeeBps}::int, ${feePolicyOf(terms)},
      ${terms.title ?? null}, ${terms.description ?? null}, ${terms.clientOrderRef ?? null}, ${jsonb(sql, terms.metadata)}, ${jsonb(sql, terms.deadlines)},
      ${jsonb(sql, milestoneRows(terms, change.milestones ?? newOrderState(terms).milestones))},
      ${stamp(sql, change, 'reservedAt')}, ${stamp(sql, change, 'fundedAt')}, ${stamp(sql, change, 'closedAt')}
    on conflict (id) do nothing`
}

/** Milestones as the row keeps them: what was agreed beside where each stands. Undefined for an order without any. */
function milestoneRows({ milestones: agreed = [] }: OrderTerms, stand: readonly MilestoneState[]) {
  return agreed.length === 0 ? undefined : agreed.map((milestone, index) => ({ ...milestone, ...stand[index] }))
}

function updateOrder(sql: Queryable, change: OrderChange): Fragment {
  return sql`
    update orders set
      ${change.deadlines ? sql`deadlines = ${jsonb(sql, change.deadlines)},` : sql``}
      ${change.milestones ? sql`milestones = ${jsonb(sql, milestoneRows(change.terms, change.milestones))},` : sql``}
      version = version + 1, status = ${change.status}, final_status = ${change.finalStatus ?? null}, updated_at = now(),
      reserved_at = coalesce(${stamp(sql, change, 'reservedAt')}, reserved_at),
      funded_at = coalesce(${stamp(sql, change, 'fundedAt')}, funded_at),
      closed_at = coalesce(${stamp(sql, change, 'closedAt')}, closed_at)
    where id = ${change.orderId} and version = ${change.expectedVersion}
      and not exists (select from order_changes where key = ${change.key})`
}

function stamp(sql: Queryable, { stamps }: Pick<OrderChange, 'stamps'>, name: OrderStamp): Fragment {
  return sql`case when ${stamps.includes(name)}::boolean then now() end`
}
