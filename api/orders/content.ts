import { createHash } from 'node:crypto'
import type { OrderView } from '../../db/orders/read.ts'
import type { FeeTerms } from '../../domain/fees/payable.ts'
import type { OrderId, UserId } from '../../domain/ids.ts'
import type { DeadlineKind, DeadlineTerms } from '../../domain/order/deadlines.ts'
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
  /** In hours; not part of what makes two orders the same, because the clock moves them. */
  readonly deadlines: DeadlineHours
}

export type DeadlineHours = { readonly [K in DeadlineKind | 'reminder' as `${K}Hours`]?: number | undefined }

/** Two orders with the same hash ask for the same thing. */
export function contentHash(order: Omit<OrderContent, 'deadlines'> | OrderView): string {
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

export function termsOf(content: OrderContent, orderId: OrderId, platform: FeeTerms & DeadlineHours): OrderTerms {
  const { title, description, clientOrderRef, metadata, milestones } = content
  const deadlines = inSeconds({ ...defaultsOf(platform), ...withoutGaps(content.deadlines) })
  return {
    orderId,
    buyerId: content.buyerId,
    sellerId: content.sellerId,
    amountStroops: content.amountStroops,
    currency: content.currency,
    platformFeeBps: platform.platformFeeBps,
    feePolicy: platform.feePolicy,
    ...(title !== null && { title }),
    ...(description !== null && { description }),
    ...(clientOrderRef !== null && { clientOrderRef }),
    ...(metadata !== null && { metadata }),
    ...(milestones.length > 0 && { milestones }),
    ...(Object.keys(deadlines).length > 0 && { deadlines }),
  }
}

function defaultsOf({ reservationHours, reviewHours, disputeHours, reminderHours }: DeadlineHours): DeadlineHours {
  return { reservationHours, reviewHours, disputeHours, reminderHours }
}

const HOUR_SECONDS = 3_600

function inSeconds(hours: DeadlineHours): DeadlineTerms {
  const entries = Object.entries(withoutGaps(hours))
  return Object.fromEntries(entries.map(([name, value]) => [name.replace(/Hours$/, 'Seconds'), value * HOUR_SECONDS]))
}

function withoutGaps(hours: DeadlineHours): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(hours).flatMap(([name, value]) => (value ? [[name, value]] : [])))
}
