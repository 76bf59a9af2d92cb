import type { Sql } from '../connect.ts'
import type { Fragment } from '../fragment.ts'

/** What a WHERE asks of a key that opens something. */
export function stillValid(sql: Sql): Fragment {
  return sql`revoked_at is null and (expires_at is null or expires_at > now())`
}
