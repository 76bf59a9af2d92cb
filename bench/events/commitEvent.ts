import type { Database } from '../../db/connect.ts'
import { appendEvents } from '../../db/events/append.ts'
import { newId } from '../../db/newId.ts'
import { nowMs } from './messages.ts'

/** Writes an event about nobody to the outbox. Its id is read afterwards, so that reading it is no part of the time. */
export async function commitEvent({ sql, news }: Database): Promise<{ eventId: string; sentAtMs: number }> {
  const userId = newId('user')
  const payload = { userId, externalUserId: 'bench', type: 'BOTH' }
  const sentAtMs = nowMs()
  await appendEvents(sql, [{ type: 'user.created', aggregateId: userId, payload }])
  news.tell('events')
  // Events are found by what they are about only once they are numbered; the last one written is this one or near it.
  const [row] = await sql<{ eventId: string }[]>`
    select event_id as "eventId" from (select * from events order by position desc limit 100) latest where aggregate_id = ${userId}`
  if (row === undefined) throw new Error(`The event about ${userId} was written and cannot be found`)
  return { eventId: row.eventId, sentAtMs }
}
