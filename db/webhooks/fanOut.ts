import { crashPoint } from '../../crash/crashPoint.ts'
import { fitsPattern } from '../../domain/eventPattern.ts'
import type { WebhookEndpointId } from '../../domain/ids.ts'
import type { Database, TransactionSql } from '../connect.ts'
import { type Addressed, insertDeliveries } from './insertDeliveries.ts'

/** With as many endpoints as there may be, one transaction still writes no more than some thousand rows. */
const BATCH = 200
/** What a crash there is about. */
const ABOUT = 'webhooks'

type Numbered = { readonly eventId: string; readonly eventType: string; readonly sequence: bigint }
type Subscriber = { readonly id: WebhookEndpointId; readonly patterns: readonly string[]; readonly startsAfter: bigint }

/**
 * Makes a delivery of each new event for every endpoint that wants it, and returns how many events it has seen; a full
 * batch means that more may wait. The cursor moves in the same transaction, along sequences that have no gaps, so an event
 * is handed out once, whenever it was committed. Endpoints that are disabled get theirs as well: those wait.
 */
export async function fanOut({ sql }: Pick<Database, 'sql'>): Promise<number> {
  const seen = await sql.begin(async (tx) => {
    const [cursor] = await tx<{ sequence: bigint }[]>`
      select greatest(sequence, (select min(starts_after) from webhook_endpoints where removed_at is null)) as sequence
      from webhook_cursor where exists (select from webhook_endpoints where removed_at is null)
      for update of webhook_cursor`
    if (!cursor) return 0
    const events = await tx<Numbered[]>`
      select event_id as "eventId", event_type as "eventType", sequence from events
      where sequence > ${cursor.sequence} order by events.sequence limit ${BATCH}`
    const last = events.at(-1)
    if (last === undefined) return 0
    // Read after the events: whoever was there when an event was committed is found.
    await insertDeliveries(tx, address(await subscribers(tx), events))
    await tx`update webhook_cursor set sequence = ${last.sequence}`
    crashPoint('webhook.fanOut.before', ABOUT)
    return events.length
  })
  if (seen > 0) crashPoint('webhook.fanOut.after', ABOUT)
  return seen
}

/** A full batch. */
export function mayHaveMore(seen: number): boolean {
  return seen === BATCH
}

async function subscribers(tx: TransactionSql): Promise<Subscriber[]> {
  return await tx<Subscriber[]>`
    select id, patterns, starts_after as "startsAfter" from webhook_endpoints where removed_at is null`
}

function address(endpoints: readonly Subscriber[], events: readonly Numbered[]): Addressed[] {
  return endpoints.map(({ id, patterns, startsAfter }) => ({
    endpointId: id,
    events: events.filter(
      ({ eventType, sequence }) =>
        sequence > startsAfter && patterns.some((pattern) => fitsPattern(pattern, eventType)),
    ),
  }))
}
