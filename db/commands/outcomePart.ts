import type { Outcome } from '../../domain/order/change.ts'
import type { Queryable } from '../connect.ts'
import { type Fragment, jsonb } from '../fragment.ts'

/**
 * The part of a WITH list that writes how a command came out, named `outcome`; `orderAndView` selects the order's id and
 * its view. An outcome that is final already stays as it is.
 */
export function outcomePart(sql: Queryable, outcome: Outcome, orderAndView: Fragment): Fragment {
  const rejection = outcome.status === 'REJECTED' ? outcome.rejection : null
  return sql`outcome as (
    insert into commands as known (command_id, kind, status, rejection, settled_at, order_id, snapshot)
    select ${outcome.commandId}, ${outcome.kind}, ${outcome.status}, ${jsonb(sql, rejection)},
      case when ${outcome.status !== 'PENDING'}::boolean then now() end, the_order.*
    from (${orderAndView}) the_order
    on conflict (command_id) do update set
      status = excluded.status, rejection = excluded.rejection, snapshot = excluded.snapshot, settled_at = excluded.settled_at
    where known.status = 'PENDING'
    returning command_id, status
  )`
}
