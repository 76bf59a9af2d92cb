import type { ApiKeyId } from '../../domain/ids.ts'
import type { Database } from '../connect.ts'
import { textArray } from '../fragment.ts'

/** Those of the keys that still open something. */
export async function validAmong({ sql }: Pick<Database, 'sql'>, ids: readonly ApiKeyId[]): Promise<Set<ApiKeyId>> {
  const rows = await sql<{ id: ApiKeyId }[]>`
    select id from api_keys
    where id = any(${textArray(sql, ids)}) and revoked_at is null and (expires_at is null or expires_at > now())`
  return new Set(rows.map(({ id }) => id))
}
