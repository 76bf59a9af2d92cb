import { z } from 'zod'
import type { EventType } from '../../domain/events.ts'
import { DEADLINE_KINDS } from '../../domain/order/deadlines.ts'
import { DISPUTE_DECISIONS, DISPUTE_PARTIES, DISPUTE_REASONS } from '../../domain/order/dispute.ts'
import { FINAL_STATUSES } from '../../domain/order/status.ts'
import { WITHDRAWAL_FAILURES } from '../../domain/withdrawal/failure.ts'
import { MEMO_TYPES } from '../../domain/withdrawal/terms.ts'

const cents = z.string().meta({ description: 'A decimal string with two decimals.', example: '50.00' })
const exact = z.string().meta({ description: 'A decimal string with seven decimals.', example: '50.0000000' })
const hash = z.string().meta({ description: 'The transaction that shows it.' })
const money = { amount: cents, currency: z.literal('USD') }
const parties = { orderId: z.string(), buyerId: z.string(), sellerId: z.string() }

const order = { ...parties, ...money }
const escrow = { escrowId: z.string(), orderId: z.string(), contractId: z.string() }
const closing = {
  finalStatus: z.enum(FINAL_STATUSES),
  canceledBy: z.string().optional().meta({ description: 'Only of an order that was cancelled.' }),
  performedBy: z.string().optional(),
  reason: z.string().nullable().optional(),
}
const openDispute = {
  disputeId: z.string(),
  orderId: z.string(),
  openedBy: z.enum(DISPUTE_PARTIES),
  reason: z.enum(DISPUTE_REASONS),
}
const milestone = { ...order, milestoneRef: z.string(), transactionHash: hash }
const deadline = {
  ...order,
  deadline: z.enum(DEADLINE_KINDS),
  milestoneRef: z.string().nullable(),
  dueAt: z.string(),
}
const balance = { userId: z.string(), ...money }
/** What the money was set aside for: one of the two. */
const cause = {
  orderId: z.string().optional().meta({ description: 'Not of a withdrawal.' }),
  withdrawalId: z.string().optional().meta({ description: 'Only of a withdrawal.' }),
}
const withdrawal = {
  withdrawalId: z.string(),
  userId: z.string(),
  ...money,
  amountExact: exact,
  destination: z.string(),
  memoType: z.enum(MEMO_TYPES).nullable(),
  memo: z.string().nullable(),
}
const transfer = { ...money, amountExact: exact, transactionHash: hash, ledger: z.int() }
const finding = {
  findingId: z.string(),
  kind: z.string(),
  subject: z.string(),
  firstLedger: z.int(),
  firstSeenAt: z.string(),
}

/** Both kinds of payout tell the gross amount and what was credited; an order with milestones tells only the amount. */
const paid = {
  ...order,
  transactionHash: hash,
  creditedExact: exact.optional(),
  protocolFeeExact: exact.optional(),
  platformFeeExact: exact.optional(),
}

const status = <const S extends string>(value: S) => ({ status: z.literal(value) })

/** What the payload of each event holds. */
export const EVENT_PAYLOADS = {
  'order.created': z.strictObject({ ...order, ...status('ORDER_CREATED') }),
  'order.funds_reserved': z.strictObject({ ...order, ...status('FUNDS_RESERVED') }),
  'order.escrow_creating': z.strictObject({ ...order, ...status('ESCROW_CREATING'), escrowId: z.string() }),
  'order.escrow_funding': z.strictObject({ ...order, ...status('ESCROW_FUNDING'), escrowId: z.string() }),
  'order.escrow_funded': z.strictObject({
    ...order,
    ...status('ESCROW_FUNDED'),
    escrowId: z.string(),
    contractId: z.string(),
    transactionHash: hash,
  }),
  'order.in_progress': z.strictObject({ ...order, ...status('IN_PROGRESS') }),
  'order.release_requested': z.strictObject({ ...order, ...status('RELEASE_REQUESTED') }),
  'order.released': z.strictObject({ ...paid, ...status('RELEASED') }),
  'order.refund_requested': z.strictObject({ ...order, ...status('REFUND_REQUESTED'), reason: z.string().nullable() }),
  'order.refunded': z.strictObject({ ...paid, ...status('REFUNDED') }),
  'order.disputed': z.strictObject({ ...order, ...openDispute, ...status('DISPUTED') }),
  'order.canceled': z.strictObject({ ...order, ...status('CLOSED'), ...closing }),
  'order.closed': z.strictObject({ ...order, ...status('CLOSED'), ...closing }),
  'milestone.completed': z.strictObject(milestone),
  'milestone.released': z.strictObject(milestone),
  'milestone.resolved': z.strictObject({ ...milestone, releaseAmount: cents, refundAmount: cents }),
  'deadline.approaching': z.strictObject(deadline),
  'deadline.extended': z.strictObject(deadline),
  'escrow.created': z.strictObject(escrow),
  'escrow.funded': z.strictObject({ ...escrow, transactionHash: hash }),
  'escrow.released': z.strictObject({ ...escrow, transactionHash: hash }),
  'escrow.disputed': z.strictObject({ ...escrow, transactionHash: hash }),
  'escrow.resolved': z.strictObject({ ...escrow, transactionHash: hash, finalStatus: z.enum(FINAL_STATUSES) }),
  'dispute.opened': z.strictObject(openDispute),
  'dispute.assigned': z.strictObject({ disputeId: z.string(), orderId: z.string(), assignedTo: z.string() }),
  // The dispute itself is what the event is about: its id is the aggregate's.
  'dispute.escalated': z.strictObject({ ...openDispute, assignedTo: z.string() }),
  'dispute.resolved': z.strictObject({
    ...openDispute,
    decision: z.enum(DISPUTE_DECISIONS),
    releaseAmount: cents,
    refundAmount: cents,
  }),
  'balance.credited': z.strictObject({
    ...balance,
    reason: z.enum(['deposit', 'order_released', 'order_refunded', 'milestone_released', 'milestone_refunded']),
    orderId: z.string().optional().meta({ description: 'Not of a deposit.' }),
    milestoneRef: z.string().optional(),
    amountExact: exact.optional(),
    from: z.string().optional().meta({ description: 'Of a deposit: the account that paid.' }),
    transactionHash: hash.optional(),
    ledger: z.int().optional(),
  }),
  'balance.reserved': z.strictObject({ ...balance, ...cause, reason: z.literal('withdrawal').optional() }),
  'balance.unreserved': z.strictObject({ ...balance, ...cause, reason: z.literal('withdrawal_failed').optional() }),
  'balance.debited': z.strictObject({ ...balance, ...cause, reason: z.enum(['escrow_funded', 'withdrawal']) }),
  'withdrawal.requested': z.strictObject({ ...withdrawal, ...status('PENDING') }),
  'withdrawal.completed': z.strictObject({
    ...withdrawal,
    ...status('COMPLETED'),
    transactionHash: hash,
    ledger: z.int(),
  }),
  'withdrawal.failed': z.strictObject({
    ...withdrawal,
    ...status('FAILED'),
    failureCode: z.enum(WITHDRAWAL_FAILURES),
    failureReason: z.string(),
  }),
  'user.created': z.strictObject({ userId: z.string(), externalUserId: z.string(), type: z.string() }),
  'wallet.ready': z.strictObject({
    userId: z.string(),
    address: z.string(),
    transactionHash: hash,
    ledger: z.int(),
  }),
  'wallet.stray_deposit': z.strictObject({ address: z.string(), from: z.string(), ...transfer }),
  'wallet.unexplained_transfer': z.strictObject({
    address: z.string(),
    userId: z.string().nullable(),
    to: z.string(),
    ...transfer,
  }),
  'audit.difference_found': z.strictObject({ ...finding, expected: z.string(), actual: z.string() }),
  'audit.difference_resolved': z.strictObject({ ...finding, resolvedLedger: z.int().nullable() }),
} as const satisfies Record<EventType, z.ZodObject>
