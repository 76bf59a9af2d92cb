import type { WithdrawalAction } from '../../domain/withdrawal/change.ts'
import type { Queryable } from '../connect.ts'
import { type Fragment, jsonb } from '../fragment.ts'

/** The part of a WITH list that writes down what support did; `ids` yields the withdrawal's id, or nothing. */
export function withdrawalActionPart(sql: Queryable, action: WithdrawalAction, ids: Fragment): Fragment {
  const commandId = action.key.startsWith('cmd_') ? action.key : null
  return sql`operator_action as (
    insert into operator_actions (withdrawal_id, action_key, command_id, action, performed_by, reason, details)
    select w.id, ${action.key}, ${commandId}::text, ${action.action}, ${action.by}, ${action.reason}, ${jsonb(sql, action.details)}
    from (${ids}) w
    on conflict (withdrawal_id, action_key) where withdrawal_id is not null do nothing
  )`
}
