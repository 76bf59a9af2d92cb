import { sql } from 'drizzle-orm'
import { check, index, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import type { EventType } from '../../domain/events.ts'
import { int64, moment } from './columns.ts'

/**
 * The outbox. `position` is given when an event is written, and may commit out of order; `sequence` is given afterwards,
 * one event after the other, so that who has read up to a sequence has missed nothing.
 */
export const events = pgTable(
  'events',
  {
    position: int64('position').primaryKey().generatedAlwaysAsIdentity(),
    sequence: int64('sequence'),
    eventId: text('event_id').notNull(),
    eventType: text('event_type').$type<EventType>().notNull(),
    aggregateId: text('aggregate_id').notNull(),
    aggregateType: text('aggregate_type').notNull(),
    orderId: text('order_id'),
    payload: jsonb('payload').notNull(),
    metadata: jsonb('metadata').notNull(),
    occurredAt: moment('occurred_at').notNull().defaultNow(),
  },
  (event) => [
    uniqueIndex('events_event_id').on(event.eventId),
    uniqueIndex('events_sequence').on(event.sequence).where(sql`sequence is not null`),
    index('events_without_sequence').on(event.position).where(sql`sequence is null`),
    index('events_of_type').on(event.eventType, event.sequence).where(sql`sequence is not null`),
    index('events_of_aggregate').on(event.aggregateId, event.sequence).where(sql`sequence is not null`),
    index('events_of_order').on(event.orderId, event.sequence).where(sql`order_id is not null`),
    check(
      'events_payload',
      sql`jsonb_typeof(${event.payload}) = 'object' and jsonb_typeof(${event.metadata}) = 'object'`,
    ),
  ],
)
