import type { Database } from '../connect.ts'

/** Forgets keys whose time is over, a bounded number at once; returns how many. */
export async function deleteExpiredKeys({ sql }: Pick<Database, 'sql'>, limit: number): Promise<number> {
  const { count } = await sql`
    delete from idempotency_keys where (api_key_id, key) in (
      select api_key_id, key from idempotency_keys where expires_at <= now() order by expires_at limit ${limit}
    )`
  return count
}
