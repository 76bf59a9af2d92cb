import { EVENT_TYPES, type EventDraft } from '../../domain/events.ts'
import type { CommandId, OrderId, WithdrawalId } from '../../domain/ids.ts'
import type { Database, Queryable, TransactionSql } from '../connect.ts'
import { type Fragment, jsonRows } from '../fragment.ts'
import { newId } from '../newId.ts'

/** What an event was part of; shown in its metadata. */
export type EventContext = {
  readonly orderId?: OrderId
  readonly withdrawalId?: WithdrawalId
  /** The version of the order or withdrawal after the change that told it. */
  readonly version?: number
  readonly commandId?: CommandId
}

/** The part of a WITH list that writes events to the outbox, in the order given. */
export function eventPart(
  sql: Queryable,
  drafts: readonly EventDraft[],
  context: EventContext,
  when?: Fragment,
): Fragment {
  const rows = drafts.map(({ type, aggregateId, payload }, n) => ({
    n,
    id: newId('event'),
    type,
    aggregateId,
    aggregateType: EVENT_TYPES[type],
    orderId: context.orderId,
    payload,
    metadata: context,
  }))
  return sql`told as (
    insert into events (event_id, event_type, aggregate_id, aggregate_type, order_id, payload, metadata)
    select e.id, e.type, e."aggregateId", e."aggregateType", e."orderId", e.payload, e.metadata
    from json_to_recordset(${jsonRows(sql, rows)})
      as e(n int, id text, type text, "aggregateId" text, "aggregateType" text, "orderId" text, payload jsonb, metadata jsonb)
    ${when ? sql`where ${when}` : sql``}
    order by e.n
  )`
}

/** Writes events to the outbox in the transaction that makes them true. Whoever commits it tells of them: `withOutbox`. */
export async function appendEvents(
  tx: Queryable,
  drafts: readonly EventDraft[],
  context: EventContext = {},
): Promise<void> {
  if (drafts.length === 0) return
  await tx`with ${eventPart(tx, drafts, context)} select`
}

type Append = (drafts: readonly EventDraft[], context?: EventContext) => Promise<void>

/**
 * Runs the work in one SQL transaction that may append events, and tells of them after its commit. A transaction that wrote
 * none has nothing to tell.
 */
export async function withOutbox<T>(
  { sql, news }: Pick<Database, 'sql' | 'news'>,
  work: (tx: TransactionSql, append: Append) => Promise<T>,
): Promise<T> {
  let appended = 0
  const { result } = await sql.begin(async (tx) => {
    const append: Append = async (drafts, context) => {
      await appendEvents(tx, drafts, context)
      appended += drafts.length
    }
    return { result: await work(tx, append) }
  })
  if (appended > 0) news.tell('events')
  return result
}
