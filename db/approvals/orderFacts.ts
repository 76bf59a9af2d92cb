import type { OrderId } from '../../domain/ids.ts'
import type { DisputeDecision, DisputeParty, DisputeStatus } from '../../domain/order/dispute.ts'
import type { EscrowStatus, MilestoneStatus, OrderStatus } from '../../domain/order/status.ts'
import type { Database } from '../connect.ts'
import type { RecoveryHold } from '../recovery/hold.ts'

/** What is stored of an order, as far as it decides what may be signed for it. Amounts are strings of stroops. */
export type OrderFacts = {
  readonly orderId: OrderId
  readonly status: OrderStatus
  readonly amountStroops: string
  readonly platformFeeBps: number
  /** Where buyer and seller are paid; null for a person without a wallet. */
  readonly buyer: string | null
  readonly seller: string | null
  readonly reservedStroops: string
  readonly escrow: { readonly contractId: string | null; readonly status: EscrowStatus } | null
  readonly milestones: readonly MilestoneFacts[]
  readonly dispute: DisputeFacts | null
  /** Of all orders: in force, nothing is signed. */
  readonly hold: RecoveryHold | null
}

export type MilestoneFacts = {
  readonly ref: string
  readonly amountStroops: string
  readonly status: MilestoneStatus
}

export type DisputeFacts = {
  readonly status: DisputeStatus
  readonly openedBy: DisputeParty
  readonly decision: DisputeDecision | null
  readonly releaseStroops: string | null
  readonly refundStroops: string | null
}

/** Reads what an order's chain steps are held against; null for an order that does not exist. */
export async function readOrderFacts({ sql }: Pick<Database, 'sql'>, orderId: string): Promise<OrderFacts | null> {
  const [row] = await sql<OrderFacts[]>`
    select o.id as "orderId", o.status, o.amount_stroops::text as "amountStroops",
      o.platform_fee_bps as "platformFeeBps", coalesce(o.milestones, '[]'::jsonb) as milestones,
      (select address from wallets where user_id = o.buyer_id) as buyer,
      (select address from wallets where user_id = o.seller_id) as seller,
      coalesce((select balance from ledger_accounts where name = 'order:' || o.id || ':reserved'), 0)::text
        as "reservedStroops",
      (select jsonb_build_object('contractId', contract_id, 'status', status) from escrows where order_id = o.id)
        as escrow,
      (select jsonb_build_object('status', status, 'openedBy', opened_by, 'decision', decision,
          'releaseStroops', release_stroops::text, 'refundStroops', refund_stroops::text)
        from disputes where order_id = o.id) as dispute,
      (select jsonb_build_object('reason', reason, 'since', since) from recovery_holds) as hold
    from orders o where o.id = ${orderId}`
  return row ?? null
}
