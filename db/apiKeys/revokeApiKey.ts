import { crashPoint } from '../../crash/crashPoint.ts'
import type { ApiKeyId } from '../../domain/ids.ts'
import type { Database } from '../connect.ts'
import { type ApiKeyView, keyColumns } from './list.ts'

/** Ends a key at once and for ever; null if there is none. Again is harmless: the first moment stays. */
export async function revokeApiKey({ sql }: Pick<Database, 'sql'>, id: ApiKeyId): Promise<ApiKeyView | null> {
  crashPoint('apiKey.revoke.before', id)
  const [key] = await sql<ApiKeyView[]>`
    update api_keys set revoked_at = coalesce(revoked_at, now()) where id = ${id} returning ${keyColumns(sql)}`
  crashPoint('apiKey.revoke.after', id)
  return key ?? null
}
