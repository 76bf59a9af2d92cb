import type { OrderId } from '../../domain/ids.ts'
import type { Deadline } from '../../domain/order/deadlines.ts'
import type { DisputeDecision, DisputeParty, DisputeReason, DisputeStatus } from '../../domain/order/dispute.ts'
import type { MilestoneState } from '../../domain/order/state.ts'
import type { FeePolicy, OrderMilestone } from '../../domain/order/terms.ts'
import type { Database } from '../connect.ts'
import { joinOrderParts, orderViewJson } from './orderViewJson.ts'

/** An order as everybody outside sees it. Moments are ISO strings with milliseconds, amounts strings of stroops. */
export type OrderView = {
  readonly id: string
  readonly status: string
  readonly finalStatus: string | null
  readonly version: number
  readonly buyerId: string
  readonly sellerId: string
  readonly amountStroops: string
  readonly currency: string
  readonly title: string | null
  readonly description: string | null
  readonly clientOrderRef: string | null
  readonly metadata: Record<string, unknown> | null
  readonly feePolicy: FeePolicy
  readonly milestones: readonly MilestoneView[]
  readonly deadlines: readonly Deadline[]
  readonly createdAt: string
  readonly updatedAt: string
  readonly reservedAt: string | null
  readonly fundedAt: string | null
  readonly closedAt: string | null
  readonly escrow: EscrowView | null
  readonly dispute: DisputeView | null
}

/** A milestone as it was agreed on, and where it stands. */
export type MilestoneView = OrderMilestone & MilestoneState

export type EscrowView = {
  readonly id: string
  readonly contractId: string | null
  readonly status: string
  readonly createdAt: string
  readonly fundedAt: string | null
}

export type DisputeView = {
  readonly id: string
  readonly status: DisputeStatus
  readonly openedBy: DisputeParty
  readonly reason: DisputeReason
  readonly description: string | null
  readonly decision: DisputeDecision | null
  readonly releaseStroops: string | null
  readonly refundStroops: string | null
  readonly note: string | null
  readonly assignedTo: string | null
  readonly createdAt: string
  readonly resolvedAt: string | null
}

/** Reads an order as it is now, or null. */
export async function readOrder(db: Pick<Database, 'sql'>, orderId: OrderId): Promise<OrderView | null> {
  const { sql } = db
  const [row] = await sql<{ view: OrderView }[]>`
    select ${orderViewJson(sql)} as view from orders o ${joinOrderParts(sql)} where o.id = ${orderId}`
  return row?.view ?? null
}
