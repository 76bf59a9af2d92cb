import type { CommandId, EscrowId } from '../ids.ts'
import type { Deadline } from './deadlines.ts'
import type { DisputeDecision, DisputeState } from './dispute.ts'
import type { EscrowStatus, FinalStatus, MilestoneStatus, OrderStatus } from './status.ts'
import type { OrderTerms } from './terms.ts'

/** The order's contract on chain, as far as it has come. */
export type EscrowState = {
  readonly escrowId: EscrowId
  readonly status: EscrowStatus
  readonly contractId: string | null
}

/** Where one milestone stands, in the order of the terms. */
export type MilestoneState = {
  readonly ref: string
  readonly status: MilestoneStatus
  /** What of it went to the seller, in stroops before fees; known when it is final. */
  readonly releasedStroops: string | null
  /** The transaction that paid it out. */
  readonly transactionHash: string | null
}

/** A decision on the dispute that has been accepted. Amounts are strings of stroops before the contract's fees. */
export type Resolution = {
  readonly commandId: CommandId
  readonly decision: DisputeDecision
  readonly releaseStroops: string
  readonly refundStroops: string
  readonly note?: string
}

/** Everything a decision about an order depends on. Plain JSON: it is carried over when a workflow continues as new. */
export type OrderState = {
  readonly terms: OrderTerms
  readonly status: OrderStatus
  readonly finalStatus: FinalStatus | null
  /** Version of the order's row; every committed change adds one. */
  readonly version: number
  readonly escrow: EscrowState | null
  /** Empty for an order that is paid as a whole. */
  readonly milestones: readonly MilestoneState[]
  /** The accepted command whose chain steps are under way. */
  readonly underway: {
    readonly commandId: CommandId
    readonly kind: 'createEscrow' | 'fund' | 'release' | 'refund' | 'dispute' | 'resolve'
  } | null
  /** A fund command accepted while the contract is still being deployed. */
  readonly queuedFund: CommandId | null
  readonly dispute: DisputeState | null
  /** What the clock will do unless somebody acts first. */
  readonly deadlines: readonly Deadline[]
  /** A decision on the dispute, accepted while the contract is still being frozen or being paid out. */
  readonly resolution: Resolution | null
}

/** An order before its row exists. */
export function newOrderState(terms: OrderTerms): OrderState {
  return {
    terms,
    status: 'ORDER_CREATED',
    finalStatus: null,
    version: 0,
    escrow: null,
    milestones: (terms.milestones ?? []).map(({ ref }) => ({
      ref,
      status: 'PENDING',
      releasedStroops: null,
      transactionHash: null,
    })),
    underway: null,
    queuedFund: null,
    dispute: null,
    deadlines: [],
    resolution: null,
  }
}
