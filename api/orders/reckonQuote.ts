import { releaseFees } from '../../domain/fees/releaseFees.ts'
import { resolutionPayout } from '../../domain/ledger/resolutionPayout.ts'
import { type Stroops, stroops } from '../../domain/money.ts'
import type { CommandKind } from '../../domain/order/command.ts'
import { type DisputeDecision, type Division, divide } from '../../domain/order/dispute.ts'
import type { OrderStatus } from '../../domain/order/status.ts'
import { allowedActions } from '../../domain/order/transitions.ts'

/** What an action would do in money: credited to each party, and what is kept on the way. */
export type QuoteLine = {
  readonly action: CommandKind
  /** How the dispute is decided, for `resolve`. */
  readonly decision: DisputeDecision | null
  readonly allowed: boolean
  readonly buyer: Stroops
  readonly seller: Stroops
  /** The contract's own fee, which the platform pays. */
  readonly protocolFee: Stroops
  /** The platform's commission, which the seller pays. */
  readonly platformFee: Stroops
  /** Transactions on chain that the action takes. */
  readonly transactions: number
}

export type QuoteFacts = {
  readonly status: OrderStatus
  readonly amount: Stroops
  readonly platformFeeBps: number
  /** A split to reckon beside the decisions that need no amounts. */
  readonly split?: Division | undefined
}

type Money = Pick<QuoteLine, 'buyer' | 'seller' | 'protocolFee' | 'platformFee'>
const ZERO = stroops(0n)
const NOTHING: Money = { buyer: ZERO, seller: ZERO, protocolFee: ZERO, platformFee: ZERO }

/**
 * Each action takes as many transactions as its chain steps: a refund is a dispute that is resolved at once, a release is
 * delivered and approved first.
 */
export function reckonQuote(facts: QuoteFacts): QuoteLine[] {
  const { status, amount, platformFeeBps, split } = facts
  const allowed = allowedActions(status)
  const line = (
    action: CommandKind,
    transactions: number,
    money = NOTHING,
    decision: DisputeDecision | null = null,
  ) => ({
    action,
    decision,
    allowed: allowed.includes(action),
    ...money,
    transactions,
  })
  const decided = (decision: DisputeDecision, division: Division | null) =>
    division === null ? [] : [line('resolve', 1, divided(division, platformFeeBps), decision)]
  return [
    line('reserve', 0),
    line('createEscrow', 1),
    line('fund', 1),
    line('release', 3, released(amount, platformFeeBps)),
    line('refund', 2, divided({ release: ZERO, refund: amount }, platformFeeBps)),
    line('dispute', 1),
    ...decided('FULL_RELEASE', divide(amount, 'FULL_RELEASE', {})),
    ...decided('FULL_REFUND', divide(amount, 'FULL_REFUND', {})),
    ...decided('SPLIT', split ?? null),
    line('cancel', 0, status === 'FUNDS_RESERVED' ? { ...NOTHING, buyer: amount } : NOTHING),
  ]
}

function released(amount: Stroops, platformFeeBps: number): Money {
  const fees = releaseFees(amount, platformFeeBps)
  return {
    buyer: ZERO,
    seller: stroops(amount - fees.platform),
    protocolFee: fees.protocol,
    platformFee: fees.platform,
  }
}

function divided(division: Division, platformFeeBps: number): Money {
  const { seller, buyer, protocolFees } = resolutionPayout({ ...division, dust: ZERO }, platformFeeBps)
  return {
    buyer: buyer.credited,
    seller: seller.credited,
    protocolFee: protocolFees,
    platformFee: seller.platform,
  }
}
