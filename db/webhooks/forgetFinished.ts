import type { Database } from '../connect.ts'

/** For so long it can be looked up what became of a delivery. */
export const KEPT_MS = 30 * 24 * 60 * 60 * 1_000

const BATCH = 1_000

/** Deletes deliveries that ended long ago, with their attempts, and returns how many; a full batch means that more may be. */
export async function forgetFinished({ sql }: Pick<Database, 'sql'>, nowMs: number): Promise<number> {
  const before = new Date(nowMs - KEPT_MS).toISOString()
  const { count } = await sql`
    delete from webhook_deliveries where id in (
      select id from webhook_deliveries where finished_at is not null and finished_at < ${before}
      order by finished_at limit ${BATCH}
    ) and finished_at is not null`
  return count
}

/** A full batch. */
export function mayHaveMore(count: number): boolean {
  return count === BATCH
}
