import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { createdAt, int64, moment } from './columns.ts'
import { orders } from './orders.ts'
import { users } from './users.ts'

/** What the treasury owes to wallets that a payout left short by the contract's fees: one per order and person, and per milestone. */
export const topUps = pgTable(
  'top_ups',
  {
    orderId: text('order_id')
      .notNull()
      .references(() => orders.id),
    userId: text('user_id')
      .notNull()
      .references(() => users.id),
    /** The milestone's reference, empty for an order that is paid as a whole. */
    cause: text('cause').notNull().default(''),
    amountStroops: int64('amount_stroops').notNull(),
    status: text('status').$type<'DUE' | 'PAID'>().notNull().default('DUE'),
    /** The payment that these top-ups share; fixed from the first attempt to the last. */
    batchKey: text('batch_key'),
    batchedAt: moment('batched_at'),
    transactionHash: text('transaction_hash'),
    ledger: integer('ledger'),
    createdAt: createdAt(),
    paidAt: moment('paid_at'),
  },
  (topUp) => [
    primaryKey({ name: 'top_ups_pkey', columns: [topUp.orderId, topUp.userId, topUp.cause] }),
    check('top_ups_amount', sql`${topUp.amountStroops} > 0`),
    check('top_ups_status', sql`${topUp.status} in ('DUE', 'PAID')`),
    check(
      'top_ups_paid',
      sql`${topUp.status} <> 'PAID' or (${topUp.batchKey} is not null and ${topUp.transactionHash} is not null and ${topUp.ledger} is not null)`,
    ),
    index('top_ups_due')
      .on(topUp.batchedAt, topUp.createdAt, topUp.orderId, topUp.userId, topUp.cause)
      .where(sql`status = 'DUE'`),
    index('top_ups_due_to_user').on(topUp.userId).where(sql`status = 'DUE'`),
    index('top_ups_of_batch').on(topUp.batchKey).where(sql`batch_key is not null`),
  ],
)
