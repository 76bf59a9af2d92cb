import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { WITHDRAWAL_FAILURES, type WithdrawalFailureCode } from '../../domain/withdrawal/failure.ts'
import { WITHDRAWAL_STATUSES, type WithdrawalStatus } from '../../domain/withdrawal/status.ts'
import { MEMO_TYPES, type WithdrawalMemo } from '../../domain/withdrawal/terms.ts'
import { int64, moment } from './columns.ts'
import { users } from './users.ts'
import { valueList } from './valueList.ts'

/** What users take out. The terms never change; the version moves by one, from set aside to paid or given back. */
export const withdrawals = pgTable(
  'withdrawals',
  {
    id: text('id').primaryKey(),
    version: integer('version').notNull(),
    status: text('status').$type<WithdrawalStatus>().notNull(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id),
    amountStroops: int64('amount_stroops').notNull(),
    destination: text('destination').notNull(),
    memoType: text('memo_type').$type<WithdrawalMemo['type']>(),
    memoValue: text('memo_value'),
    commandId: text('command_id').notNull(),
    failureCode: text('failure_code').$type<WithdrawalFailureCode>(),
    failureReason: text('failure_reason'),
    transactionHash: text('transaction_hash'),
    ledger: integer('ledger'),
    requestedAt: moment('requested_at').notNull().defaultNow(),
    finishedAt: moment('finished_at'),
  },
  (withdrawal) => [
    check('withdrawals_status', sql`${withdrawal.status} in (${valueList(WITHDRAWAL_STATUSES)})`),
    check('withdrawals_amount', sql`${withdrawal.amountStroops} > 0`),
    check('withdrawals_destination', sql`${withdrawal.destination} ~ '^(G[A-Z2-7]{55}|M[A-Z2-7]{68})$'`),
    check(
      'withdrawals_memo',
      sql`(${withdrawal.memoType} is null) = (${withdrawal.memoValue} is null) and ${withdrawal.memoType} in (${valueList(MEMO_TYPES)})`,
    ),
    check('withdrawals_finished', sql`(${withdrawal.status} = 'PENDING') = (${withdrawal.finishedAt} is null)`),
    check(
      'withdrawals_proof',
      sql`(${withdrawal.status} = 'COMPLETED') = (${withdrawal.transactionHash} is not null) and (${withdrawal.transactionHash} is null) = (${withdrawal.ledger} is null)`,
    ),
    check(
      'withdrawals_failure',
      sql`(${withdrawal.status} = 'FAILED') = (${withdrawal.failureCode} is not null) and (${withdrawal.failureCode} is null) = (${withdrawal.failureReason} is null) and ${withdrawal.failureCode} in (${valueList(WITHDRAWAL_FAILURES)})`,
    ),
    // One payment proves one withdrawal.
    uniqueIndex('withdrawals_transaction').on(withdrawal.transactionHash).where(sql`transaction_hash is not null`),
    uniqueIndex('withdrawals_command').on(withdrawal.commandId),
    index('withdrawals_of_user').on(withdrawal.userId, withdrawal.id),
    index('withdrawals_by_status').on(withdrawal.status, withdrawal.id),
    index('withdrawals_pending_of_user').on(withdrawal.userId).where(sql`status = 'PENDING'`),
  ],
)
