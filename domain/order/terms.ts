import type { OrderId, UserId } from '../ids.ts'
import { type Stroops, stroops } from '../money.ts'

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
  readonly metadata?: Readonly<Record<string, unknown>>
}

export function amountOf(terms: Pick<OrderTerms, 'amountStroops'>): Stroops {
  return stroops(BigInt(terms.amountStroops))
}
