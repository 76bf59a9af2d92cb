import type { OrderTerms } from './terms.ts'

/** The words of an order as its contract keeps them, for everybody to read. */
export type EscrowTexts = {
  readonly engagementId: string
  readonly title: string
  readonly description: string
  /** One for an order that is paid as a whole. */
  readonly milestones: readonly string[]
}

/** What the contract of an order says. Where the marketplace gave no words, it says which order it is for. */
export function escrowTexts(terms: Pick<OrderTerms, 'orderId' | 'title' | 'description' | 'milestones'>): EscrowTexts {
  const { orderId, title, description, milestones = [] } = terms
  return {
    engagementId: orderId,
    title: title ?? `Order ${orderId}`,
    description: description ?? `Payment for order ${orderId}`,
    milestones: milestones.length === 0 ? [title ?? 'Delivery'] : milestones.map((milestone) => milestone.title),
  }
}
