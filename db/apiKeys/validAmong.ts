import type { ApiKeyId } from '../../domain/ids.ts'
import type { Database } from '../connect.ts'
import { textArray } from '../fragment.ts'
import { stillValid } from './stillValid.ts'

/** Those of the keys that still open something. */
export async function validAmong({ sql }: Pick<Database, 'sql'>, ids: readonly ApiKeyId[]): Promise<Set<ApiKeyId>> {
  const rows = await sql<{ id: ApiKeyId }[]>`
    select id from api_keys
    where id = any(${textArray(sql, ids)}) and ${stillValid(sql)}`
  return new Set(rows.map(({ id }) => id))
}
