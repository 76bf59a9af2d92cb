import type { ApiKeyId } from '../../domain/ids.ts'
import { invariant } from '../../domain/invariant.ts'
import type { Database } from '../connect.ts'
import { textArray } from '../fragment.ts'
import { newId } from '../newId.ts'
import type { Scope } from '../schema.ts'
import { hashKey } from './hashKey.ts'
import { prefixOf } from './newKeyText.ts'

const SHAPE = /^ohk_(live|test)_[\w-]{16,}$/

export type ImportedApiKey = {
  readonly key: string
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly expiresAt?: string | undefined
}

/** Stores a key that exists elsewhere (an environment file, say). Safe to repeat; name and scopes are the last ones given. */
export async function importApiKey(db: Pick<Database, 'sql'>, draft: ImportedApiKey): Promise<{ id: ApiKeyId }> {
  const { key, name, scopes, expiresAt } = draft
  const environment = SHAPE.exec(key)?.[1]
  invariant(environment, 'An API key is "ohk_live_" or "ohk_test_" and at least 16 letters, digits, "-" or "_"')
  const [row] = await db.sql<{ id: ApiKeyId }[]>`
    insert into api_keys (id, name, environment, prefix, hash, scopes, expires_at)
    values (${newId('apiKey')}, ${name}, ${environment}, ${prefixOf(key)}, ${hashKey(key)},
      ${textArray(db.sql, scopes)}, ${expiresAt ?? null})
    on conflict (hash) do update set name = excluded.name, scopes = excluded.scopes
    returning id`
  invariant(row, 'An upsert returns its row')
  return row
}
