/** Every event the outbox may hold, with the thing it is about. */
export const EVENT_TYPES = {
  'order.created': 'order',
  'order.funds_reserved': 'order',
  'order.escrow_creating': 'order',
  'order.escrow_funding': 'order',
  'order.escrow_funded': 'order',
  'order.in_progress': 'order',
  'order.release_requested': 'order',
  'order.released': 'order',
  'order.refund_requested': 'order',
  'order.refunded': 'order',
  'order.disputed': 'order',
  'order.canceled': 'order',
  'order.closed': 'order',
  'milestone.completed': 'order',
  'milestone.released': 'order',
  'milestone.resolved': 'order',
  'deadline.approaching': 'order',
  'deadline.extended': 'order',
  'escrow.created': 'escrow',
  'escrow.funded': 'escrow',
  'escrow.released': 'escrow',
  'escrow.disputed': 'escrow',
  'escrow.resolved': 'escrow',
  'dispute.opened': 'dispute',
  'dispute.assigned': 'dispute',
  'dispute.escalated': 'dispute',
  'dispute.resolved': 'dispute',
  'balance.credited': 'balance',
  'balance.reserved': 'balance',
  'balance.unreserved': 'balance',
  'balance.debited': 'balance',
  'withdrawal.requested': 'withdrawal',
  'withdrawal.completed': 'withdrawal',
  'withdrawal.failed': 'withdrawal',
  'user.created': 'user',
  'wallet.ready': 'wallet',
  'wallet.stray_deposit': 'wallet',
  'wallet.unexplained_transfer': 'wallet',
  'audit.difference_found': 'finding',
  'audit.difference_resolved': 'finding',
} as const

export type EventType = keyof typeof EVENT_TYPES
export type AggregateType = (typeof EVENT_TYPES)[EventType]

/** Amounts in payloads are decimal strings with two decimals, `exact` fields carry seven. */
export type EventPayload = Readonly<Record<string, string | number | boolean | null>>

/** An event as it is handed to the outbox; the database adds id, time and sequence. */
export type EventDraft = {
  readonly type: EventType
  readonly aggregateId: string
  readonly payload: EventPayload
}
