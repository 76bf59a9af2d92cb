import type { DisputeId } from '../ids.ts'
import { type Stroops, stroops } from '../money.ts'

export const DISPUTE_PARTIES = ['BUYER', 'SELLER'] as const
export type DisputeParty = (typeof DISPUTE_PARTIES)[number]

export const DISPUTE_REASONS = ['NOT_DELIVERED', 'QUALITY_ISSUE', 'OTHER'] as const
export type DisputeReason = (typeof DISPUTE_REASONS)[number]

export const DISPUTE_DECISIONS = ['FULL_RELEASE', 'FULL_REFUND', 'SPLIT'] as const
export type DisputeDecision = (typeof DISPUTE_DECISIONS)[number]

/** UNDER_REVIEW: somebody of support has taken it. */
export const DISPUTE_STATUSES = ['OPEN', 'UNDER_REVIEW', 'RESOLVED'] as const
export type DisputeStatus = (typeof DISPUTE_STATUSES)[number]

/** An order's dispute, as far as its workflow has to know it. */
export type DisputeState = {
  readonly disputeId: DisputeId
  readonly openedBy: DisputeParty
  readonly reason: DisputeReason
  /** True once the contract itself is frozen; before that a resolution waits. */
  readonly onChain: boolean
  /** True once the deadline for a decision has handed it to support. */
  readonly handedOver?: true
}

/** How a resolution divides the order's amount, in stroops before the contract's fees. Either may be zero. */
export type Division = { readonly release: Stroops; readonly refund: Stroops }

/** What a decision means in money; null when a SPLIT does not add up to two positive parts of the amount. */
export function divide(
  amount: Stroops,
  decision: DisputeDecision,
  parts: { releaseAmount?: string | undefined; refundAmount?: string | undefined },
): Division | null {
  switch (decision) {
    case 'FULL_RELEASE':
      return { release: amount, refund: stroops(0n) }
    case 'FULL_REFUND':
      return { release: stroops(0n), refund: amount }
    case 'SPLIT': {
      if (parts.releaseAmount === undefined || parts.refundAmount === undefined) return null
      const release = stroops(BigInt(parts.releaseAmount))
      const refund = stroops(BigInt(parts.refundAmount))
      return release > 0n && refund > 0n && release + refund === amount ? { release, refund } : null
    }
  }
}
