import { z } from 'zod'
import type { EscrowView, MilestoneView, OrderView } from '../../db/orders/read.ts'
import { formatCents, stroops } from '../../domain/money.ts'
import { DEADLINE_KINDS, type Deadline } from '../../domain/order/deadlines.ts'
import { ESCROW_STATUSES, FINAL_STATUSES, MILESTONE_STATUSES, ORDER_STATUSES } from '../../domain/order/status.ts'
import { FEE_POLICIES } from '../../domain/order/terms.ts'
import { disputeOfOrderSchema, presentDisputeOfOrder } from './dispute.ts'
import { count, currency, idOf, moment, money } from './fields.ts'

const escrowSchema = z
  .object({
    id: idOf('escrow'),
    trustlessContractId: z.string().nullable().meta({ description: "The contract's address, once it is known." }),
    status: z.enum(ESCROW_STATUSES),
    createdAt: moment,
    fundedAt: moment.nullable(),
  })
  .meta({ id: 'Escrow' })

const milestoneSchema = z
  .object({
    ref: z.string(),
    milestone_ref: z.string(),
    title: z.string(),
    amount: money,
    status: z.enum(MILESTONE_STATUSES),
    releasedAmount: money.nullable().meta({ description: "The seller's part, before fees, once it is paid out." }),
    transactionHash: z.string().nullable().meta({ description: 'The transaction that paid it out.' }),
  })
  .meta({ id: 'Milestone' })

const deadlineSchema = z
  .object({
    kind: z.enum(DEADLINE_KINDS),
    milestoneRef: z.string().nullable(),
    dueAt: moment,
    remindAt: moment.nullable(),
  })
  .meta({ id: 'Deadline', description: 'What the clock will do unless somebody acts first.' })

const timestampsSchema = z.object({
  createdAt: moment,
  created_at: moment,
  updatedAt: moment,
  updated_at: moment,
  reservedAt: moment.nullable(),
  fundedAt: moment.nullable(),
  closedAt: moment.nullable(),
})

export const orderSchema = z
  .object({
    id: idOf('order'),
    clientOrderRef: z.string().nullable(),
    status: z.enum(ORDER_STATUSES),
    finalStatus: z.enum(FINAL_STATUSES).nullable(),
    buyerId: idOf('user'),
    sellerId: idOf('user'),
    amount: money,
    currency,
    feePolicy: z.enum(FEE_POLICIES).meta({ description: "Who bears the contract's own fee." }),
    title: z.string().nullable(),
    description: z.string().nullable(),
    metadata: z.record(z.string(), z.unknown()).nullable(),
    milestones: z.array(milestoneSchema),
    deadlines: z.array(deadlineSchema),
    escrow: escrowSchema.nullable(),
    dispute: disputeOfOrderSchema.nullable(),
    disputeId: idOf('dispute').nullable(),
    dispute_id: idOf('dispute').nullable(),
    version: count.meta({ description: 'One more with every change.' }),
    createdAt: moment,
    created_at: moment,
    updatedAt: moment,
    reservedAt: moment.nullable(),
    fundedAt: moment.nullable(),
    closedAt: moment.nullable(),
    timestamps: timestampsSchema,
  })
  .meta({ id: 'Order' })

export type OrderData = z.infer<typeof orderSchema>

/** An order as every answer about it shows it. */
export function presentOrder(order: OrderView): OrderData {
  const { createdAt, updatedAt, reservedAt, fundedAt, closedAt } = order
  const dispute = order.dispute === null ? null : presentDisputeOfOrder(order.dispute)
  return {
    id: order.id,
    clientOrderRef: order.clientOrderRef,
    status: order.status as OrderData['status'],
    finalStatus: order.finalStatus as OrderData['finalStatus'],
    buyerId: order.buyerId,
    sellerId: order.sellerId,
    amount: formatCents(stroops(BigInt(order.amountStroops))),
    currency: order.currency as OrderData['currency'],
    feePolicy: order.feePolicy,
    title: order.title,
    description: order.description,
    metadata: order.metadata,
    milestones: order.milestones.map(presentMilestone),
    deadlines: order.deadlines.map(presentDeadline),
    escrow: order.escrow === null ? null : presentEscrow(order.escrow),
    dispute,
    disputeId: dispute?.id ?? null,
    dispute_id: dispute?.id ?? null,
    version: order.version,
    createdAt,
    created_at: createdAt,
    updatedAt,
    reservedAt,
    fundedAt,
    closedAt,
    timestamps: { createdAt, created_at: createdAt, updatedAt, updated_at: updatedAt, reservedAt, fundedAt, closedAt },
  }
}

const UNPAID = { status: 'PENDING', releasedStroops: null, transactionHash: null } as const

function presentMilestone(milestone: MilestoneView): z.infer<typeof milestoneSchema> {
  // The snapshots of commands from before milestones could be paid do not say where each stands.
  const { ref, title, amountStroops, status, releasedStroops, transactionHash } = { ...UNPAID, ...milestone }
  return {
    ref,
    milestone_ref: ref,
    title,
    amount: formatCents(stroops(BigInt(amountStroops))),
    status,
    releasedAmount: releasedStroops === null ? null : formatCents(stroops(BigInt(releasedStroops))),
    transactionHash,
  }
}

function presentDeadline({ kind, ref, dueAtMs, remindAtMs }: Deadline): z.infer<typeof deadlineSchema> {
  const iso = (atMs: number) => new Date(atMs).toISOString()
  return { kind, milestoneRef: ref, dueAt: iso(dueAtMs), remindAt: remindAtMs === null ? null : iso(remindAtMs) }
}

function presentEscrow(escrow: EscrowView): z.infer<typeof escrowSchema> {
  return {
    id: escrow.id,
    trustlessContractId: escrow.contractId,
    status: escrow.status as z.infer<typeof escrowSchema>['status'],
    createdAt: escrow.createdAt,
    fundedAt: escrow.fundedAt,
  }
}
