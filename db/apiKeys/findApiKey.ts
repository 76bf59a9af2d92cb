import { timingSafeEqual } from 'node:crypto'
import type { ApiKeyId } from '../../domain/ids.ts'
import type { Database } from '../connect.ts'
import type { Scope } from '../schema.ts'
import { hashKey } from './hashKey.ts'
import { stillValid } from './stillValid.ts'

export type KnownApiKey = { readonly id: ApiKeyId; readonly scopes: Scope[]; readonly environment: 'live' | 'test' }

/** Whose key this is; null for one that is unknown, revoked or expired. */
export async function findApiKey(db: Pick<Database, 'sql'>, presentedKey: string): Promise<KnownApiKey | null> {
  const hash = hashKey(presentedKey)
  const [row] = await db.sql<(KnownApiKey & { hash: string })[]>`
    select id, scopes, environment, hash from api_keys
    where hash = ${hash} and ${stillValid(db.sql)}`
  if (!row || !timingSafeEqual(Buffer.from(row.hash), Buffer.from(hash))) return null
  return { id: row.id, scopes: row.scopes, environment: row.environment }
}
