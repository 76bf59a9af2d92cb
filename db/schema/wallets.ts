import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { createdAt, moment } from './columns.ts'
import { users } from './users.ts'
import { valueList } from './valueList.ts'

/**
 * SPARE: a key without an owner. HELD: one that strangers have sent money to, and that gets no owner any more.
 * PENDING: somebody's, not yet on chain. READY: can hold USDC.
 */
export const WALLET_STATUSES = ['SPARE', 'HELD', 'PENDING', 'READY'] as const
export type WalletStatus = (typeof WALLET_STATUSES)[number]

/** Stellar accounts made ahead of time, so that the API can hand out an address without ever seeing a key. */
export const wallets = pgTable(
  'wallets',
  {
    address: text('address').primaryKey(),
    userId: text('user_id')
      .unique('wallets_user_id')
      .references(() => users.id),
    status: text('status').$type<WalletStatus>().notNull().default('SPARE'),
    /** Which master key sealed the secret, and the sealed secret itself. */
    keyId: text('key_id').notNull(),
    ciphertext: text('ciphertext').notNull(),
    /** Wallets that one transaction creates together; fixed from the first attempt to the last. */
    batchKey: text('batch_key'),
    transactionHash: text('transaction_hash'),
    ledger: integer('ledger'),
    createdAt: createdAt(),
    claimedAt: moment('claimed_at'),
    readyAt: moment('ready_at'),
  },
  (wallet) => [
    check('wallets_status', sql`${wallet.status} in (${valueList(WALLET_STATUSES)})`),
    check('wallets_owner', sql`(${wallet.status} in ('SPARE', 'HELD')) = (${wallet.userId} is null)`),
    check(
      'wallets_ready_proof',
      sql`${wallet.status} <> 'READY' or (${wallet.transactionHash} is not null and ${wallet.ledger} is not null)`,
    ),
    index('wallets_spare').on(wallet.createdAt, wallet.address).where(sql`status = 'SPARE'`),
    index('wallets_pending').on(wallet.claimedAt, wallet.address).where(sql`status = 'PENDING'`),
  ],
)
