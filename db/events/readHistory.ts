import { fitsPattern } from '../../domain/eventPattern.ts'
import { EVENT_TYPES, type EventType } from '../../domain/events.ts'
import type { Database, Sql } from '../connect.ts'
import { allOf, type Fragment, textArray } from '../fragment.ts'
import { cutPage, rowsToRead } from '../page.ts'
import { type EventView, eventColumns } from './read.ts'

export type EventHistoryQuery = {
  /** Event types and patterns such as "order.*"; none given means every event. */
  readonly patterns?: readonly string[] | undefined
  readonly aggregateId?: string | undefined
  readonly afterSequence?: bigint | undefined
  readonly limit: number
}

/** Past events, oldest first. Who asks again after the last one misses none. */
export async function readEventHistory(
  { sql }: Pick<Database, 'sql'>,
  query: EventHistoryQuery,
): Promise<{ events: EventView[]; hasMore: boolean }> {
  const { patterns = ['*'], afterSequence = 0n, limit } = query
  const types = typesOf(patterns)
  const wanted = rowsToRead(limit)
  const rows = await sql<EventView[]>`
    select ${eventColumns(sql)} from (${matching(sql, { ...query, types, afterSequence, wanted })}) found
    order by found.sequence limit ${wanted}`
  const { page, hasMore } = cutPage(rows, limit)
  return { events: page, hasMore }
}

/** The first events that match, by whichever index finds them without reading past others. */
function matching(
  sql: Sql,
  query: EventHistoryQuery & { types: readonly EventType[] | null; afterSequence: bigint; wanted: number },
): Fragment {
  const { aggregateId, types, afterSequence, wanted } = query
  if (aggregateId === undefined && types !== null) {
    // Each type by itself, so that a rare one is not searched for among all others. A range of (type, sequence) instead
    // of an equal type, because only the index of types has that order: by sequence alone every event would be read.
    return sql`
      select one.* from unnest(${textArray(sql, types)}) as wanted(event_type) cross join lateral (
        select * from events
        where (event_type, sequence) > (wanted.event_type, ${afterSequence}::bigint) and event_type <= wanted.event_type
          and sequence is not null
        order by event_type, sequence limit ${wanted}
      ) one`
  }
  const conditions = [sql`sequence > ${afterSequence}`]
  if (aggregateId !== undefined) conditions.push(sql`aggregate_id = ${aggregateId}`)
  if (types !== null) conditions.push(sql`event_type = any(${textArray(sql, types)})`)
  return sql`select * from events where ${allOf(sql, conditions)} order by sequence limit ${wanted}`
}

/** The types that the patterns name, null for all of them: there are few, and an index knows them by name. */
export function typesOf(patterns: readonly string[]): EventType[] | null {
  const every = Object.keys(EVENT_TYPES) as EventType[]
  const named = every.filter((type) => patterns.some((pattern) => fitsPattern(pattern, type)))
  return named.length === every.length ? null : named
}
