import type { Queryable } from '../connect.ts'
import type { Fragment } from '../fragment.ts'

/**
 * An OrderView made by the database out of `o` (an order) and `e` (its escrow, or nulls): the one place that says how an
 * order is shown, for reads and for the snapshot that an outcome keeps.
 */
export function orderViewJson(sql: Queryable): Fragment {
  return sql`jsonb_build_object(
    'id', o.id, 'status', o.status, 'finalStatus', o.final_status, 'version', o.version,
    'buyerId', o.buyer_id, 'sellerId', o.seller_id, 'amountStroops', o.amount_stroops::text, 'currency', o.currency,
    'title', o.title, 'description', o.description, 'clientOrderRef', o.client_order_ref, 'metadata', o.metadata,
    'createdAt', ${iso(sql, 'o.created_at')}, 'updatedAt', ${iso(sql, 'o.updated_at')},
    'reservedAt', ${iso(sql, 'o.reserved_at')}, 'fundedAt', ${iso(sql, 'o.funded_at')}, 'closedAt', ${iso(sql, 'o.closed_at')},
    'escrow', case when e.id is null then null else jsonb_build_object(
      'id', e.id, 'contractId', e.contract_id, 'status', e.status,
      'createdAt', ${iso(sql, 'e.created_at')}, 'fundedAt', ${iso(sql, 'e.funded_at')}) end)`
}

function iso(sql: Queryable, column: `${'o' | 'e'}.${string}`): Fragment {
  return sql`to_char(${sql(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}
