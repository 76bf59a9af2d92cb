import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import type { AttemptStatus } from '../../chain/step/store.ts'
import type { TransferVerdict } from '../../domain/ledger/transferVerdict.ts'
import { createdAt, int64, moment } from './columns.ts'
import { users } from './users.ts'
import { valueList } from './valueList.ts'

const ATTEMPT_STATUSES = ['PREPARED', 'APPLIED', 'FAILED', 'EXPIRED'] as const satisfies readonly AttemptStatus[]

/** Signed envelopes of chain steps, stored before they are sent. */
export const chainAttempts = pgTable(
  'chain_attempts',
  {
    stepKey: text('step_key').notNull(),
    attempt: integer('attempt').notNull(),
    kind: text('kind').notNull(),
    orderId: text('order_id'),
    envelopeXdr: text('envelope_xdr').notNull(),
    hash: text('hash').notNull().unique('chain_attempts_hash'),
    innerHash: text('inner_hash').notNull(),
    sourceAddress: text('source_address').notNull(),
    sequence: text('sequence').notNull(),
    maxTimeSeconds: int64('max_time_seconds').notNull(),
    contractId: text('contract_id'),
    status: text('status').$type<AttemptStatus>().notNull(),
    ledger: integer('ledger'),
    resultXdr: text('result_xdr'),
    failure: text('failure'),
    createdAt: createdAt(),
    settledAt: moment('settled_at'),
  },
  (row) => [
    primaryKey({ name: 'chain_attempts_pkey', columns: [row.stepKey, row.attempt] }),
    // While one attempt may still apply, or has applied, no second envelope of its step may exist.
    uniqueIndex('chain_attempts_one_live').on(row.stepKey).where(sql`status in ('PREPARED', 'APPLIED')`),
    index('chain_attempts_prepared').on(row.createdAt).where(sql`status = 'PREPARED'`),
    index('chain_attempts_of_order').on(row.orderId).where(sql`order_id is not null`),
    check('chain_attempts_status', sql`${row.status} in (${valueList(ATTEMPT_STATUSES)})`),
    check('chain_attempts_number', sql`${row.attempt} >= 1`),
    check('chain_attempts_applied', sql`${row.status} <> 'APPLIED' or ${row.ledger} is not null`),
  ],
)

/** As keys of a Record, so that a verdict which the domain adds is missing here at once. */
const TRANSFER_VERDICTS = Object.keys({
  deposit: true,
  stray_deposit: true,
  treasury_funding: true,
  escrow_dust: true,
  own_escrow: true,
  top_up: true,
  outgoing: true,
  unexplained: true,
  ignored: true,
} satisfies Record<TransferVerdict, true>)

/** Every USDC transfer to or from an account of ours. The event id as key makes each count once. */
export const chainTransfers = pgTable(
  'chain_transfers',
  {
    eventId: text('event_id').primaryKey(),
    transactionHash: text('transaction_hash').notNull(),
    ledger: integer('ledger').notNull(),
    fromAddress: text('from_address').notNull(),
    toAddress: text('to_address').notNull(),
    amountStroops: int64('amount_stroops').notNull(),
    toMuxedId: text('to_muxed_id'),
    verdict: text('verdict').$type<TransferVerdict>().notNull(),
    userId: text('user_id').references(() => users.id),
    createdAt: createdAt(),
  },
  (transfer) => [
    check('chain_transfers_verdict', sql`${transfer.verdict} in (${valueList(TRANSFER_VERDICTS)})`),
    check('chain_transfers_deposit', sql`${transfer.verdict} <> 'deposit' or ${transfer.userId} is not null`),
    check('chain_transfers_amount', sql`${transfer.amountStroops} >= 0`),
    index('chain_transfers_unexplained').on(transfer.eventId).where(sql`verdict = 'unexplained'`),
    index('chain_transfers_of_user').on(transfer.userId, transfer.eventId).where(sql`user_id is not null`),
  ],
)

/** How far each watcher has read. It moves in the same SQL transaction as the credits. */
export const chainCursors = pgTable('chain_cursors', {
  watcher: text('watcher').primaryKey(),
  cursor: text('cursor').notNull(),
  ledger: integer('ledger').notNull(),
  updatedAt: moment('updated_at').notNull().defaultNow(),
})
