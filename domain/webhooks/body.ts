import { eventNameIn } from '../eventNames.ts'

/** An event as every way out of the system tells it. */
export type ToldEvent = {
  readonly eventId: string
  readonly eventType: string
  readonly occurredAt: string
  readonly aggregateId: string
  readonly aggregateType: string
  readonly payload: Readonly<Record<string, unknown>>
  readonly metadata: Readonly<Record<string, unknown>>
  readonly sequence: string
}

/**
 * The body of a delivery: what Standard Webhooks ask for, with the event's envelope as its data. The same event gives the
 * same bytes, so that every attempt can be compared with every other.
 */
export function webhookBody(event: ToldEvent, dialect: string): string {
  const type = eventNameIn(dialect, event.eventType)
  const { eventId, aggregateId, aggregateType, payload, metadata, sequence } = event
  // Postgres writes a moment within JSON in another form than the one that everybody else is told.
  const occurredAt = new Date(event.occurredAt).toISOString()
  const data = { eventId, eventType: type, occurredAt, aggregateId, aggregateType, payload, metadata, sequence }
  return JSON.stringify({ type, timestamp: occurredAt, data })
}
