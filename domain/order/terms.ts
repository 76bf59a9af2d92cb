import type { OrderId, UserId } from '../ids.ts'
import { type Stroops, stroops } from '../money.ts'

/** A part of the work with its part of the price. */
export type OrderMilestone = {
  /** The marketplace's own name for it, unique within the order. */
  readonly ref: string
  readonly title: string
  readonly amountStroops: string
}

/** The escrow contract takes no more. */
export const MAX_MILESTONES = 50

/** What buyer and seller agreed on: fixed for the order's life. Plain JSON, so amounts are strings of stroops. */
export type OrderTerms = {
  readonly orderId: OrderId
  readonly buyerId: UserId
  readonly sellerId: UserId
  readonly amountStroops: string
  readonly currency: 'USD'
  readonly platformFeeBps: number
  readonly title?: string
  readonly description?: string
  readonly clientOrderRef?: string
  /** In the order they were given; their amounts add up to the order's. */
  readonly milestones?: readonly OrderMilestone[]
  readonly metadata?: Readonly<Record<string, unknown>>
}

export function amountOf(terms: Pick<OrderTerms, 'amountStroops'>): Stroops {
  return stroops(BigInt(terms.amountStroops))
}
