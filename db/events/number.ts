import { crashPoint } from '../../crash/crashPoint.ts'
import type { Database } from '../connect.ts'

/** Any number that nothing else locks. */
const NUMBERING_LOCK = 7_220_903
const BATCH = 1_000

/** Then more may wait. */
export function isFullBatch(numbered: number): boolean {
  return numbered === BATCH
}

/**
 * Gives committed events their sequence and returns how many got one; a full batch means that more may wait.
 * The lock is held until the numbers are committed, so numbers become visible in their own order: no reader can see
 * one while a smaller one is still to come.
 */
export async function numberEvents(db: Pick<Database, 'sql'>): Promise<number> {
  const numbered = await db.sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${NUMBERING_LOCK})`
    const { count } = await tx`
      update events set sequence = last.sequence + due.n
      from (
        select position, row_number() over (order by position) as n
        from (select position from events where sequence is null order by position limit ${BATCH}) waiting
      ) due, (select coalesce(max(sequence), 0) as sequence from events where sequence is not null) last
      where events.position = due.position`
    if (count > 0) crashPoint('outbox.number.before')
    return count
  })
  if (numbered > 0) crashPoint('outbox.number.after')
  return numbered
}
