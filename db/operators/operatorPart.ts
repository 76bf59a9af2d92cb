import type { OperatorAction } from '../../domain/order/operator.ts'
import type { WithdrawalAction } from '../../domain/withdrawal/change.ts'
import type { Queryable } from '../connect.ts'
import { type Fragment, jsonb } from '../fragment.ts'

/** What support did something to: the column that names it. */
export type ActedOn = 'order_id' | 'withdrawal_id'

/** The part of a WITH list that writes down what support did; `subjects` yields the id of what it was done to, or nothing. */
export function operatorPart(
  sql: Queryable,
  column: ActedOn,
  action: OperatorAction | WithdrawalAction,
  subjects: Fragment,
): Fragment {
  const commandId = action.key.startsWith('cmd_') ? action.key : null
  // The same action is written once: each of the two has its own unique index.
  const once = {
    order_id: sql`(order_id, action_key)`,
    withdrawal_id: sql`(withdrawal_id, action_key) where withdrawal_id is not null`,
  }
  return sql`operator_action as (
    insert into operator_actions (${sql(column)}, action_key, command_id, action, performed_by, reason, details)
    select subjects.id, ${action.key}, ${commandId}::text, ${action.action}, ${action.by}, ${action.reason}, ${jsonb(sql, action.details)}
    from (${subjects}) subjects
    on conflict ${once[column]} do nothing
  )`
}
