import { createHash } from 'node:crypto'
import type { OrderView } from '../../db/orders/read.ts'
import type { FeeTerms } from '../../domain/fees/payable.ts'
import type { OrderId, UserId } from '../../domain/ids.ts'
import type { OrderMilestone, OrderTerms } from '../../domain/order/terms.ts'
import { canonicalJson } from '../requests/canonicalJson.ts'

/** What a caller says about an order that is to be: everything but the id and the platform's own terms. */
export type OrderContent = {
  readonly buyerId: UserId
  readonly sellerId: UserId
  readonly amountStroops: string
  readonly currency: 'USD'
  readonly title: string | null
  readonly description: string | null
  readonly clientOrderRef: string | null
  readonly metadata: Readonly<Record<string, unknown>> | null
  readonly milestones: readonly OrderMilestone[]
}

/** Two orders with the same hash ask for the same thing. */
export function contentHash(order: OrderContent | OrderView): string {
  const { buyerId, sellerId, amountStroops, currency, title, description, clientOrderRef, metadata, milestones } = order
  const content = {
    buyerId,
    sellerId,
    amountStroops,
    currency,
    title,
    description,
    clientOrderRef,
    metadata,
    // Where a milestone stands is nothing that the caller has said.
    milestones: milestones.map(agreedOn),
  }
  return createHash('sha256').update(canonicalJson(content)).digest('hex')
}

function agreedOn({ ref, title, amountStroops }: OrderMilestone): OrderMilestone {
  return { ref, title, amountStroops }
}

export function termsOf(content: OrderContent, orderId: OrderId, fees: FeeTerms): OrderTerms {
  const { title, description, clientOrderRef, metadata, milestones } = content
  return {
    orderId,
    buyerId: content.buyerId,
    sellerId: content.sellerId,
    amountStroops: content.amountStroops,
    currency: content.currency,
    platformFeeBps: fees.platformFeeBps,
    feePolicy: fees.feePolicy,
    ...(title !== null && { title }),
    ...(description !== null && { description }),
    ...(clientOrderRef !== null && { clientOrderRef }),
    ...(metadata !== null && { metadata }),
    ...(milestones.length > 0 && { milestones }),
  }
}
