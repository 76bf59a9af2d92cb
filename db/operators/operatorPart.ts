import type { OperatorAction } from '../../domain/order/operator.ts'
import type { Queryable } from '../connect.ts'
import { type Fragment, jsonb } from '../fragment.ts'

/** The part of a WITH list that writes down what support did; `orders` yields the order's id, or nothing. */
export function operatorPart(sql: Queryable, action: OperatorAction, orders: Fragment): Fragment {
  const commandId = action.key.startsWith('cmd_') ? action.key : null
  return sql`operator_action as (
    insert into operator_actions (order_id, action_key, command_id, action, performed_by, reason, details)
    select orders.id, ${action.key}, ${commandId}::text, ${action.action}, ${action.by}, ${action.reason}, ${jsonb(sql, action.details)}
    from (${orders}) orders
    on conflict (order_id, action_key) do nothing
  )`
}
