import { sql } from 'drizzle-orm'
import { check, index, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { OPERATOR_KINDS, type OperatorAction } from '../../domain/order/operator.ts'
import { WITHDRAWAL_ACTIONS, type WithdrawalAction } from '../../domain/withdrawal/change.ts'
import { createdAt, int64 } from './columns.ts'
import { orders } from './orders.ts'
import { valueList } from './valueList.ts'
import { withdrawals } from './withdrawals.ts'

const OPERATOR_ACTIONS = [...new Set<AnyAction>([...OPERATOR_KINDS, 'retryNow', ...WITHDRAWAL_ACTIONS])]

type AnyAction = OperatorAction['action'] | WithdrawalAction['action']

/** What support did to orders and withdrawals, by whom and why. Written once, never changed. */
export const operatorActions = pgTable(
  'operator_actions',
  {
    id: int64('id').primaryKey().generatedAlwaysAsIdentity(),
    /** One of the two: what it was done to. */
    orderId: text('order_id').references(() => orders.id),
    withdrawalId: text('withdrawal_id').references(() => withdrawals.id),
    /** What makes the action one: its command's id, or a number for one that is no command. */
    actionKey: text('action_key').notNull(),
    commandId: text('command_id'),
    action: text('action').$type<AnyAction>().notNull(),
    performedBy: text('performed_by').notNull(),
    reason: text('reason').notNull(),
    details: jsonb('details').notNull(),
    createdAt: createdAt(),
  },
  (row) => [
    uniqueIndex('operator_actions_once').on(row.orderId, row.actionKey),
    uniqueIndex('operator_actions_once_of_withdrawal')
      .on(row.withdrawalId, row.actionKey)
      .where(sql`withdrawal_id is not null`),
    check('operator_actions_subject', sql`(${row.orderId} is null) <> (${row.withdrawalId} is null)`),
    index('operator_actions_newest').on(row.createdAt, row.id),
    check('operator_actions_action', sql`${row.action} in (${valueList(OPERATOR_ACTIONS)})`),
  ],
)
