import { sql } from 'drizzle-orm'
import { check, customType, index, integer, pgTable, primaryKey, smallint, text } from 'drizzle-orm/pg-core'
import type { AccountKind } from '../../domain/ledger/accounts.ts'
import type { PostingKind } from '../../domain/ledger/posting.ts'
import { createdAt, int64 } from './columns.ts'
import { valueList } from './valueList.ts'

/** Postings that move nothing on chain. Every other kind, also one yet to come, has to bring its proof. */
const WITHOUT_CHAIN_MOVE: readonly PostingKind[] = ['reserve', 'cancel', 'withdrawalRequest', 'withdrawalReturn']

/** The id of the SQL transaction that wrote a row; entries may join only while it is the same. */
const transactionId = customType<{ data: string }>({ dataType: () => 'xid8' })

/**
 * `balance` counts on the account's normal side; only floor accounts keep one, the others are summed when read.
 * What else holds for an account (name, kind, side) is checked when it is opened, by a trigger: a CHECK would be weighed
 * again with every move of the balance, which is most of what this table does.
 */
export const ledgerAccounts = pgTable(
  'ledger_accounts',
  {
    name: text('name').primaryKey(),
    kind: text('kind').$type<AccountKind>().notNull(),
    normalSide: text('normal_side').$type<'debit' | 'credit'>().notNull(),
    balance: int64('balance'),
    createdAt: createdAt(),
  },
  (account) => [check('ledger_accounts_floor', sql`${account.balance} >= 0`)],
)

export const ledgerTransactions = pgTable(
  'ledger_transactions',
  {
    id: int64('id').primaryKey().generatedAlwaysAsIdentity(),
    postingKey: text('posting_key').notNull().unique('ledger_transactions_posting_key'),
    kind: text('kind').$type<PostingKind>().notNull(),
    orderId: text('order_id'),
    userId: text('user_id'),
    transactionHash: text('transaction_hash'),
    ledger: integer('ledger'),
    eventIndex: integer('event_index'),
    writtenBy: transactionId('written_by').notNull().default(sql`pg_current_xact_id()`),
    createdAt: createdAt(),
  },
  (transaction) => [
    check(
      'ledger_transactions_proof',
      sql`${transaction.kind} in (${valueList(WITHOUT_CHAIN_MOVE)}) or (${transaction.transactionHash} is not null and ${transaction.ledger} is not null)`,
    ),
    index('ledger_transactions_of_order').on(transaction.orderId).where(sql`order_id is not null`),
    // The one posting that moves a reservation and not the balance beside it: what a history of both has to look for.
    index('ledger_transactions_funding_of_user').on(transaction.userId, transaction.id).where(sql`kind = 'fund'`),
    // The same of what was set aside for withdrawals.
    index('ledger_transactions_withdrawal_of_user')
      .on(transaction.userId, transaction.id)
      .where(sql`kind = 'withdrawalPaid'`),
    index('ledger_transactions_of_user').on(transaction.userId, transaction.id).where(sql`user_id is not null`),
  ],
)

/** Debits are positive, credits negative. Written once, never changed. */
export const ledgerEntries = pgTable(
  'ledger_entries',
  {
    // Neither this nor the account has a foreign key: the trigger that checks the entries reads both rows anyway, and a
    // key's row lock would make every posting write to the rows of the few system accounts.
    transactionId: int64('transaction_id').notNull(),
    line: smallint('line').notNull(),
    account: text('account').notNull(),
    amount: int64('amount').notNull(),
  },
  (entry) => [
    primaryKey({ name: 'ledger_entries_pkey', columns: [entry.transactionId, entry.line] }),
    check('ledger_entries_amount', sql`${entry.amount} <> 0`),
    index('ledger_entries_of_account').on(entry.account, entry.transactionId),
  ],
)
