import type { EventType } from '../../domain/events.ts'
import type { OrderId } from '../../domain/ids.ts'
import { invariant } from '../../domain/invariant.ts'
import type { Database, Queryable } from '../connect.ts'
import type { Fragment } from '../fragment.ts'

export type EventView = {
  readonly eventId: string
  readonly eventType: EventType
  readonly occurredAt: string
  readonly aggregateId: string
  readonly aggregateType: string
  readonly payload: Record<string, unknown>
  readonly metadata: Record<string, unknown>
  /** Place in the one order of all events; a 64-bit number as a string. */
  readonly sequence: string
}

export type EventQuery = {
  readonly afterSequence: bigint
  readonly limit: number
  readonly orderId?: OrderId | undefined
}

const MAX_LIMIT = 1_000

/** The events after a sequence, in order. Who asks again after the last one misses none. */
export async function readEvents({ sql }: Pick<Database, 'sql'>, query: EventQuery): Promise<EventView[]> {
  const { afterSequence, limit, orderId } = query
  invariant(limit > 0 && limit <= MAX_LIMIT, `Events are read up to ${MAX_LIMIT} at a time, got ${limit}`)
  return await sql<EventView[]>`
    select ${eventColumns(sql)} from events
    where sequence > ${afterSequence} ${orderId === undefined ? sql`` : sql`and order_id = ${orderId}`}
    order by events.sequence limit ${limit}`
}

/** The columns of an EventView. */
export function eventColumns(sql: Queryable): Fragment {
  return sql`event_id as "eventId", event_type as "eventType", occurred_at as "occurredAt", aggregate_id as "aggregateId",
    aggregate_type as "aggregateType", payload, metadata, sequence::text as sequence`
}

/** The sequence of the newest event, zero before the first. */
export async function latestSequence(db: Pick<Database, 'sql'>): Promise<bigint> {
  const [row] = await db.sql<{ latest: bigint }[]>`
    select coalesce(max(sequence), 0) as latest from events where sequence is not null`
  return row?.latest ?? 0n
}

/** The sequence of the oldest event still kept, null if there is none: who asks for earlier ones has missed some. */
export async function oldestSequence(db: Pick<Database, 'sql'>): Promise<bigint | null> {
  const [row] = await db.sql<{ oldest: bigint | null }[]>`
    select min(sequence) as oldest from events where sequence is not null`
  return row?.oldest ?? null
}
