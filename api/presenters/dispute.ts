import { z } from 'zod'
import type { DisputeRecord } from '../../db/disputes/read.ts'
import type { DisputeView } from '../../db/orders/read.ts'
import { formatCents, stroops } from '../../domain/money.ts'
import { DISPUTE_DECISIONS, DISPUTE_PARTIES, DISPUTE_REASONS, DISPUTE_STATUSES } from '../../domain/order/dispute.ts'
import { idOf, moment, money } from './fields.ts'

const facts = {
  id: idOf('dispute'),
  status: z.enum(DISPUTE_STATUSES),
  openedBy: z.enum(DISPUTE_PARTIES),
  reason: z.enum(DISPUTE_REASONS),
  description: z.string().nullable(),
  decision: z.enum(DISPUTE_DECISIONS).nullable(),
  releaseAmount: money.nullable().meta({ description: "The seller's part, before fees, once decided." }),
  refundAmount: money.nullable().meta({ description: "The buyer's part, once decided." }),
  note: z.string().nullable(),
  assignedTo: z.string().nullable(),
  createdAt: moment,
  created_at: moment,
  resolvedAt: moment.nullable(),
}

/** A dispute as its order shows it. */
export const disputeOfOrderSchema = z.object(facts).meta({ id: 'DisputeOfOrder' })

/** A dispute by itself names its order and the parties. */
export const disputeSchema = z
  .object({ ...facts, orderId: idOf('order'), buyerId: idOf('user'), sellerId: idOf('user') })
  .meta({ id: 'Dispute' })

export type DisputeOfOrder = z.infer<typeof disputeOfOrderSchema>

export function presentDisputeOfOrder(dispute: DisputeView): DisputeOfOrder {
  return {
    id: dispute.id,
    status: dispute.status,
    openedBy: dispute.openedBy,
    reason: dispute.reason,
    description: dispute.description,
    decision: dispute.decision,
    releaseAmount: cents(dispute.releaseStroops),
    refundAmount: cents(dispute.refundStroops),
    note: dispute.note,
    assignedTo: dispute.assignedTo,
    createdAt: dispute.createdAt,
    created_at: dispute.createdAt,
    resolvedAt: dispute.resolvedAt,
  }
}

export function presentDispute(dispute: DisputeRecord): z.infer<typeof disputeSchema> {
  const { orderId, buyerId, sellerId } = dispute
  return { ...presentDisputeOfOrder(dispute), orderId, buyerId, sellerId }
}

function cents(amountStroops: string | null): string | null {
  return amountStroops === null ? null : formatCents(stroops(BigInt(amountStroops)))
}
