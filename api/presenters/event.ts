import { z } from 'zod'
import type { EventView } from '../../db/events/read.ts'
import type { Dialect } from '../dialects/dialect.ts'
import { moment } from './fields.ts'

export const eventSchema = z
  .object({
    eventId: z.string(),
    eventType: z.string().meta({ example: 'order.closed' }),
    occurredAt: moment,
    aggregateId: z
      .string()
      .meta({ description: 'What the event is about: the id of an order, user, escrow or dispute.' }),
    aggregateType: z.string(),
    payload: z.record(z.string(), z.unknown()),
    metadata: z.record(z.string(), z.unknown()),
    sequence: z.string().meta({ description: 'Place in the one order of all events.', example: '1042' }),
  })
  .meta({ id: 'Event' })

/** The envelope of an event, the same on every way out; only the name of its type depends on the dialect. */
export function presentEvent(event: EventView, dialect: Dialect): z.infer<typeof eventSchema> {
  return {
    eventId: event.eventId,
    eventType: dialect.eventName(event.eventType),
    occurredAt: event.occurredAt,
    aggregateId: event.aggregateId,
    aggregateType: event.aggregateType,
    payload: event.payload,
    metadata: event.metadata,
    sequence: event.sequence,
  }
}
