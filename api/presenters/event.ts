import type { EventView } from '../../db/events/read.ts'

/** The envelope of an event, the same on every way out. */
export function presentEvent(event: EventView) {
  return {
    eventId: event.eventId,
    eventType: event.eventType,
    occurredAt: event.occurredAt,
    aggregateId: event.aggregateId,
    aggregateType: event.aggregateType,
    payload: event.payload,
    metadata: event.metadata,
    sequence: event.sequence,
  }
}
