import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { FINDING_KINDS, type FindingKind } from '../../domain/audit/finding.ts'
import { createdAt, int64, moment } from './columns.ts'
import { valueList } from './valueList.ts'

/** Differences that the auditor has found, open until the two sides are equal again. */
export const auditFindings = pgTable(
  'audit_findings',
  {
    id: text('id').primaryKey(),
    kind: text('kind').$type<FindingKind>().notNull(),
    subject: text('subject').notNull(),
    /** The two sides as they were seen last. */
    expected: text('expected').notNull(),
    actual: text('actual').notNull(),
    /** The ledger of the network as of which it was seen first, and last. */
    firstLedger: integer('first_ledger').notNull(),
    firstSeenAt: moment('first_seen_at').notNull().defaultNow(),
    lastLedger: integer('last_ledger').notNull(),
    lastSeenAt: moment('last_seen_at').notNull().defaultNow(),
    /** When it was too old to be anything on its way. */
    alarmedAt: moment('alarmed_at'),
    resolvedAt: moment('resolved_at'),
    resolvedLedger: integer('resolved_ledger'),
  },
  (finding) => [
    check('audit_findings_kind', sql`${finding.kind} in (${valueList(FINDING_KINDS)})`),
    check('audit_findings_ledgers', sql`${finding.firstLedger} <= ${finding.lastLedger}`),
    check('audit_findings_resolved', sql`(${finding.resolvedAt} is null) = (${finding.resolvedLedger} is null)`),
    uniqueIndex('audit_findings_open').on(finding.kind, finding.subject).where(sql`resolved_at is null`),
    index('audit_findings_oldest').on(finding.firstSeenAt, finding.id).where(sql`resolved_at is null`),
  ],
)

/** How far the auditor has come through everything there is, and when it last came to the end. */
export const auditSweeps = pgTable('audit_sweeps', {
  name: text('name').primaryKey(),
  /** The last thing that was looked at in the pass under way; empty at its beginning. */
  place: text('place').notNull().default(''),
  checked: integer('checked').notNull().default(0),
  startedAt: moment('started_at').notNull().defaultNow(),
  startedLedger: integer('started_ledger').notNull(),
  /** The last pass that came to its end. */
  completedChecked: integer('completed_checked'),
  completedStartedAt: moment('completed_started_at'),
  completedStartedLedger: integer('completed_started_ledger'),
  completedAt: moment('completed_at'),
})

/** Transfers of our own chain steps that the chain shows and the ledger does not have yet. Few, and for seconds. */
export const auditUnbooked = pgTable('audit_unbooked', {
  eventId: text('event_id').primaryKey(),
  transactionHash: text('transaction_hash').notNull(),
  ledger: integer('ledger').notNull(),
  fromAddress: text('from_address').notNull(),
  toAddress: text('to_address').notNull(),
  amountStroops: int64('amount_stroops').notNull(),
  createdAt: createdAt(),
})

/** What the accounts of each kind held together, counted at one instant. */
export const auditTotals = pgTable('audit_totals', {
  kind: text('kind').primaryKey(),
  /** On the kind's normal side. */
  stroops: int64('stroops').notNull(),
  countedAt: moment('counted_at').notNull().defaultNow(),
})
