import type { EventType } from '../events.ts'
import type { OrderStatus } from '../order/status.ts'

/** The event that is told when an order comes into a state. */
export const TOLD_ON_ENTRY: Readonly<Record<OrderStatus, EventType>> = {
  ORDER_CREATED: 'order.created',
  FUNDS_RESERVED: 'order.funds_reserved',
  ESCROW_CREATING: 'order.escrow_creating',
  // The order's own event of this state follows when the funding begins.
  ESCROW_FUNDING: 'escrow.created',
  ESCROW_FUNDED: 'order.escrow_funded',
  IN_PROGRESS: 'order.in_progress',
  RELEASE_REQUESTED: 'order.release_requested',
  RELEASED: 'order.released',
  REFUND_REQUESTED: 'order.refund_requested',
  REFUNDED: 'order.refunded',
  DISPUTED: 'order.disputed',
  CLOSED: 'order.closed',
}

/** The state that an event of an order speaks of. Events that are not here speak of none. */
export const SPEAKS_OF: Readonly<Partial<Record<EventType, OrderStatus>>> = {
  'order.created': 'ORDER_CREATED',
  'order.funds_reserved': 'FUNDS_RESERVED',
  'order.escrow_creating': 'ESCROW_CREATING',
  'order.escrow_funding': 'ESCROW_FUNDING',
  'order.escrow_funded': 'ESCROW_FUNDED',
  'order.in_progress': 'IN_PROGRESS',
  'order.release_requested': 'RELEASE_REQUESTED',
  'order.released': 'RELEASED',
  'order.refund_requested': 'REFUND_REQUESTED',
  'order.refunded': 'REFUNDED',
  'order.disputed': 'DISPUTED',
  'order.canceled': 'CLOSED',
  'order.closed': 'CLOSED',
}

/** Events that may be told while their state is entered, or with one that the order only runs through on its way to the end. */
export function mayBeTold(type: EventType, entered: readonly OrderStatus[], status: OrderStatus): boolean {
  switch (type) {
    case 'order.escrow_funding':
      return status === 'ESCROW_FUNDING'
    case 'order.released':
    case 'order.refunded':
      // A split tells both and runs through one of the two states.
      return entered.includes('CLOSED')
    default: {
      const spokenOf = SPEAKS_OF[type]
      return spokenOf === undefined || entered.includes(spokenOf)
    }
  }
}
