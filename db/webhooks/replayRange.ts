import type { EventType } from '../../domain/events.ts'
import type { WebhookEndpointId } from '../../domain/ids.ts'
import { MAX_REPLAYED_EVENTS } from '../../domain/webhooks/endpoint.ts'
import type { Database, TransactionSql } from '../connect.ts'
import { typesOf } from '../events/readHistory.ts'
import { type Fragment, textArray } from '../fragment.ts'
import { firstIdAt } from '../idAt.ts'
import { insertDeliveries } from './insertDeliveries.ts'
import { startAgain } from './replayDelivery.ts'

export type Range = {
  /** ISO moments: what happened at or after the one, and before the other. */
  readonly since: string
  readonly until: string
  /** What was given up, or everything that the endpoint's patterns name: sent before, or never. */
  readonly status?: 'FAILED' | 'all' | undefined
}

/** `too_many`: nothing was done, a shorter range is needed. */
export type Replayed = { readonly deliveries: number } | 'too_many' | 'not_found'

/** An event gets its id a little before its transaction begins, by another clock: so far an id may be off its moment. */
const CLOCKS_APART_MS = 60_000

/** Sends what happened in a time once more, all of it or what had been given up. */
export async function replayRange(
  { sql }: Pick<Database, 'sql'>,
  endpointId: WebhookEndpointId,
  range: Range,
): Promise<Replayed> {
  return await sql.begin(async (tx): Promise<Replayed> => {
    const [endpoint] = await tx<{ patterns: string[] }[]>`
      select patterns from webhook_endpoints where id = ${endpointId} and removed_at is null for no key update`
    if (!endpoint) return 'not_found'
    const events =
      range.status === 'all'
        ? await happened(tx, range, typesOf(endpoint.patterns))
        : await givenUp(tx, range, endpointId)
    if (events.length > MAX_REPLAYED_EVENTS) return 'too_many'
    const { count } = await tx`
      update webhook_deliveries set ${startAgain(tx)}
      where endpoint_id = ${endpointId} and event_id = any(${textArray(tx, ids(events))})`
    const made = await insertDeliveries(tx, [{ endpointId, events }])
    return { deliveries: count + made }
  })
}

type Found = { readonly eventId: string; readonly eventType: EventType }

/** The index of ids finds them, for ids begin with the time. */
function inRange(tx: TransactionSql, { since, until }: Range): Fragment {
  const from = firstIdAt('event', Date.parse(since) - CLOCKS_APART_MS)
  const to = firstIdAt('event', Date.parse(until) + CLOCKS_APART_MS)
  return tx`e.event_id >= ${from} and e.event_id < ${to} and e.occurred_at >= ${since} and e.occurred_at < ${until}
    and e.sequence is not null`
}

async function happened(tx: TransactionSql, range: Range, types: EventType[] | null): Promise<Found[]> {
  return await tx<Found[]>`
    select e.event_id as "eventId", e.event_type as "eventType" from events e
    where ${inRange(tx, range)} ${types === null ? tx`` : tx`and e.event_type = any(${textArray(tx, types)})`}
    order by e.sequence limit ${MAX_REPLAYED_EVENTS + 1}`
}

async function givenUp(tx: TransactionSql, range: Range, endpointId: WebhookEndpointId): Promise<Found[]> {
  return await tx<Found[]>`
    select e.event_id as "eventId", e.event_type as "eventType" from events e
    join webhook_deliveries d on d.endpoint_id = ${endpointId} and d.event_id = e.event_id and d.status = 'FAILED'
    where ${inRange(tx, range)} order by e.sequence limit ${MAX_REPLAYED_EVENTS + 1}`
}

function ids(events: readonly Found[]): string[] {
  return events.map(({ eventId }) => eventId)
}
