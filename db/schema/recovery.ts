import { sql } from 'drizzle-orm'
import { check, pgTable, primaryKey, smallint, text } from 'drizzle-orm/pg-core'
import { int64, moment } from './columns.ts'

/** While its one row is there, the database is not trusted to know what happened: no worker starts, nothing is signed. */
export const recoveryHolds = pgTable(
  'recovery_holds',
  {
    one: smallint('one').primaryKey().default(1),
    reason: text('reason').notNull(),
    since: moment('since').notNull().defaultNow(),
  },
  (hold) => [check('recovery_holds_one', sql`${hold.one} = 1`)],
)

/**
 * Payments of the treasury that are on the ledger and were for something that database and Temporal have both forgotten.
 * As long as one is here, the same amount is not paid to the same wallet again.
 */
export const unplacedPayments = pgTable(
  'unplaced_payments',
  {
    transactionHash: text('transaction_hash').notNull(),
    address: text('address').notNull(),
    amountStroops: int64('amount_stroops').notNull(),
  },
  (payment) => [
    primaryKey({
      name: 'unplaced_payments_pkey',
      columns: [payment.transactionHash, payment.address, payment.amountStroops],
    }),
  ],
)
