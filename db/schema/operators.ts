import { sql } from 'drizzle-orm'
import { check, index, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { OPERATOR_KINDS, type OperatorAction } from '../../domain/order/operator.ts'
import { createdAt, int64 } from './columns.ts'
import { orders } from './orders.ts'
import { valueList } from './valueList.ts'

const OPERATOR_ACTIONS = [...OPERATOR_KINDS, 'retryNow'] as const satisfies readonly OperatorAction['action'][]

/** What support did to orders, by whom and why. Written once, never changed. */
export const operatorActions = pgTable(
  'operator_actions',
  {
    id: int64('id').primaryKey().generatedAlwaysAsIdentity(),
    orderId: text('order_id')
      .notNull()
      .references(() => orders.id),
    /** What makes the action one: its command's id, or a number for one that is no command. */
    actionKey: text('action_key').notNull(),
    commandId: text('command_id'),
    action: text('action').$type<OperatorAction['action']>().notNull(),
    performedBy: text('performed_by').notNull(),
    reason: text('reason').notNull(),
    details: jsonb('details').notNull(),
    createdAt: createdAt(),
  },
  (row) => [
    uniqueIndex('operator_actions_once').on(row.orderId, row.actionKey),
    index('operator_actions_newest').on(row.createdAt, row.id),
    check('operator_actions_action', sql`${row.action} in (${valueList(OPERATOR_ACTIONS)})`),
  ],
)
