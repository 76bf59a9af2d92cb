import { sql } from 'drizzle-orm'
import { check, index, pgTable, text } from 'drizzle-orm/pg-core'
import {
  DISPUTE_DECISIONS,
  DISPUTE_PARTIES,
  DISPUTE_REASONS,
  DISPUTE_STATUSES,
  type DisputeDecision,
  type DisputeParty,
  type DisputeReason,
  type DisputeStatus,
} from '../../domain/order/dispute.ts'
import { createdAt, int64, moment } from './columns.ts'
import { orders } from './orders.ts'
import { valueList } from './valueList.ts'

/** The dispute of an order: opened by its workflow, taken by somebody of support, and decided once. */
export const disputes = pgTable(
  'disputes',
  {
    id: text('id').primaryKey(),
    orderId: text('order_id')
      .notNull()
      .unique('disputes_order_id')
      .references(() => orders.id),
    status: text('status').$type<DisputeStatus>().notNull(),
    openedBy: text('opened_by').$type<DisputeParty>().notNull(),
    reason: text('reason').$type<DisputeReason>().notNull(),
    description: text('description'),
    decision: text('decision').$type<DisputeDecision>(),
    /** How the decision divides the order's amount, or what was left of it, before the contract's fees. */
    releaseStroops: int64('release_stroops'),
    refundStroops: int64('refund_stroops'),
    note: text('note'),
    assignedTo: text('assigned_to'),
    createdAt: createdAt(),
    resolvedAt: moment('resolved_at'),
  },
  (dispute) => [
    check('disputes_status', sql`${dispute.status} in (${valueList(DISPUTE_STATUSES)})`),
    check('disputes_opened_by', sql`${dispute.openedBy} in (${valueList(DISPUTE_PARTIES)})`),
    check('disputes_reason', sql`${dispute.reason} in (${valueList(DISPUTE_REASONS)})`),
    check('disputes_decision', sql`${dispute.decision} in (${valueList(DISPUTE_DECISIONS)})`),
    check('disputes_resolved', sql`(${dispute.status} = 'RESOLVED') = (${dispute.resolvedAt} is not null)`),
    // A decision is there from its acceptance on, which is before it is paid out.
    check(
      'disputes_decided',
      sql`case when ${dispute.decision} is null
        then ${dispute.status} <> 'RESOLVED' and ${dispute.releaseStroops} is null and ${dispute.refundStroops} is null
        else coalesce(${dispute.releaseStroops}, -1) >= 0 and coalesce(${dispute.refundStroops}, -1) >= 0 end`,
    ),
    check('disputes_under_review', sql`${dispute.status} <> 'UNDER_REVIEW' or ${dispute.assignedTo} is not null`),
    index('disputes_newest').on(dispute.createdAt, dispute.id),
    index('disputes_by_status').on(dispute.status, dispute.createdAt, dispute.id),
  ],
)
