/** The twelve states of an order, in the order of its life. */
export const ORDER_STATUSES = [
  'ORDER_CREATED',
  'FUNDS_RESERVED',
  'ESCROW_CREATING',
  'ESCROW_FUNDING',
  'ESCROW_FUNDED',
  'IN_PROGRESS',
  'RELEASE_REQUESTED',
  'RELEASED',
  'REFUND_REQUESTED',
  'REFUNDED',
  'DISPUTED',
  'CLOSED',
] as const
export type OrderStatus = (typeof ORDER_STATUSES)[number]

/** Between reservation and funding: only in these states something is reserved for an order. */
export const RESERVING_STATUSES: readonly OrderStatus[] = ['FUNDS_RESERVED', 'ESCROW_CREATING', 'ESCROW_FUNDING']

/** How a closed order ended. */
export const FINAL_STATUSES = ['RELEASED', 'REFUNDED', 'SPLIT', 'CANCELED'] as const
export type FinalStatus = (typeof FINAL_STATUSES)[number]

export const ESCROW_STATUSES = [
  'CREATING',
  'CREATED',
  'FUNDING',
  'FUNDED',
  'RELEASING',
  'DISPUTED',
  'RESOLVING',
  'RELEASED',
  'REFUNDED',
  'SPLIT',
  'ABANDONED',
] as const
export type EscrowStatus = (typeof ESCROW_STATUSES)[number]

/** A milestone's own way; the last three are final. */
export const MILESTONE_STATUSES = [
  'PENDING',
  'COMPLETING',
  'COMPLETED',
  'RELEASING',
  'DISPUTED',
  'RESOLVING',
  'RELEASED',
  'REFUNDED',
  'SPLIT',
] as const
export type MilestoneStatus = (typeof MILESTONE_STATUSES)[number]
