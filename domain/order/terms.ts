import type { OrderId, UserId } from '../ids.ts'
import { invariant } from '../invariant.ts'
import { type Stroops, stroops } from '../money.ts'
import type { DeadlineTerms } from './deadlines.ts'

/** A part of the work with its part of the price. */
export type OrderMilestone = {
  /** The marketplace's own name for it, unique within the order. */
  readonly ref: string
  readonly title: string
  readonly amountStroops: string
}

/** The escrow contract takes no more. */
export const MAX_MILESTONES = 50

/** Who bears the contract's protocol fee: the platform, or whoever is paid. */
export const FEE_POLICIES = ['platform_absorbs', 'recipient_pays'] as const
export type FeePolicy = (typeof FEE_POLICIES)[number]

/** What buyer and seller agreed on: fixed for the order's life. Plain JSON, so amounts are strings of stroops. */
export type OrderTerms = {
  readonly orderId: OrderId
  readonly buyerId: UserId
  readonly sellerId: UserId
  readonly amountStroops: string
  readonly currency: 'USD'
  readonly platformFeeBps: number
  /** Left out, the platform bears the protocol's fee. */
  readonly feePolicy?: FeePolicy
  readonly title?: string
  readonly description?: string
  readonly clientOrderRef?: string
  /** In the order they were given; their amounts add up to the order's. */
  readonly milestones?: readonly OrderMilestone[]
  readonly metadata?: Readonly<Record<string, unknown>>
  readonly deadlines?: DeadlineTerms
}

export function amountOf(terms: Pick<OrderTerms, 'amountStroops'>): Stroops {
  return stroops(BigInt(terms.amountStroops))
}

export function feePolicyOf(terms: Pick<OrderTerms, 'feePolicy'>): FeePolicy {
  return terms.feePolicy ?? 'platform_absorbs'
}

/** What one milestone is worth, counted from zero; all of it where the order is paid as a whole. */
export function amountOfPart(terms: OrderTerms, milestone: number | undefined): Stroops {
  if (milestone === undefined) return amountOf(terms)
  const agreed = terms.milestones?.[milestone]
  invariant(agreed, `Order ${terms.orderId} has no milestone ${milestone}`)
  return amountOf(agreed)
}
