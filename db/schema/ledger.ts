import { type SQL, sql } from 'drizzle-orm'
import { check, customType, index, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { ACCOUNT_KINDS, type AccountKind } from '../../domain/ledger/accounts.ts'
import { POSTING_KINDS, type PostingKind } from '../../domain/ledger/posting.ts'
import { createdAt, int64 } from './columns.ts'
import { valueList } from './valueList.ts'

const KINDS = Object.keys(ACCOUNT_KINDS) as AccountKind[]

/** Postings that move nothing on chain. Every other kind, also one yet to come, has to bring its proof. */
const WITHOUT_CHAIN_MOVE: readonly PostingKind[] = ['reserve', 'cancel']

/** How accounts of a kind are named: a name of another shape would hide an account from the rules of its kind. */
const NAME_PATTERNS: Readonly<Record<AccountKind, string>> = {
  userAvailable: '^user:usr_[0-9A-Za-z]+:available$',
  orderReserved: '^order:ord_[0-9A-Za-z]+:reserved$',
  orderEscrow: '^order:ord_[0-9A-Za-z]+:escrow$',
  wallet: '^wallet:usr_[0-9A-Za-z]+$',
  escrow: '^escrow:C[0-9A-Z]+$',
  treasury: '^treasury$',
  externalDeposits: '^external:deposits$',
  protocolFees: '^protocol_fees$',
  platformFees: '^platform_fees$',
  suspense: '^suspense$',
}

const kindsWhere = (holds: (rules: (typeof ACCOUNT_KINDS)[AccountKind]) => boolean): SQL =>
  valueList(KINDS.filter((kind) => holds(ACCOUNT_KINDS[kind])))

function nameRule(): SQL {
  return sql.raw(
    `case kind ${KINDS.map((kind) => `when '${kind}' then name ~ '${NAME_PATTERNS[kind]}'`).join(' ')} end`,
  )
}

/** The id of the SQL transaction that wrote a row; entries may join only while it is the same. */
const transactionId = customType<{ data: string }>({ dataType: () => 'xid8' })

/** `balance` counts on the account's normal side; only floor accounts keep one, the others are summed when read. */
export const ledgerAccounts = pgTable(
  'ledger_accounts',
  {
    name: text('name').primaryKey(),
    kind: text('kind').$type<AccountKind>().notNull(),
    normalSide: text('normal_side').$type<'debit' | 'credit'>().notNull(),
    balance: int64('balance'),
    createdAt: createdAt(),
  },
  (account) => [
    check('ledger_accounts_kind', sql`${account.kind} in (${valueList(KINDS)})`),
    check('ledger_accounts_name', sql`coalesce(${nameRule()}, false)`),
    check(
      'ledger_accounts_normal_side',
      sql`${account.normalSide} = case when ${account.kind} in (${kindsWhere(({ normal }) => normal === 'debit')}) then 'debit' else 'credit' end`,
    ),
    check(
      'ledger_accounts_keeps_balance',
      sql`(${account.kind} in (${kindsWhere(({ floor }) => floor)})) = (${account.balance} is not null)`,
    ),
    check('ledger_accounts_floor', sql`${account.balance} >= 0`),
  ],
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
    check('ledger_transactions_kind', sql`${transaction.kind} in (${valueList(POSTING_KINDS)})`),
    check(
      'ledger_transactions_proof',
      sql`${transaction.kind} in (${valueList(WITHOUT_CHAIN_MOVE)}) or (${transaction.transactionHash} is not null and ${transaction.ledger} is not null)`,
    ),
    index('ledger_transactions_of_order').on(transaction.orderId).where(sql`order_id is not null`),
    index('ledger_transactions_of_user').on(transaction.userId, transaction.id).where(sql`user_id is not null`),
    index('ledger_transactions_by_hash').on(transaction.transactionHash).where(sql`transaction_hash is not null`),
  ],
)

/** Debits are positive, credits negative. Written once, never changed. */
export const ledgerEntries = pgTable(
  'ledger_entries',
  {
    id: int64('id').primaryKey().generatedAlwaysAsIdentity(),
    // Neither column has a foreign key: the trigger that checks the entries reads both rows anyway, and a key's
    // row lock would make every posting write to the rows of the few system accounts.
    transactionId: int64('transaction_id').notNull(),
    account: text('account').notNull(),
    amount: int64('amount').notNull(),
  },
  (entry) => [
    check('ledger_entries_amount', sql`${entry.amount} <> 0`),
    index('ledger_entries_of_transaction').on(entry.transactionId),
    index('ledger_entries_of_account').on(entry.account, entry.id),
  ],
)
