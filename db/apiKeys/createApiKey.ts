import { crashPoint } from '../../crash/crashPoint.ts'
import type { ApiKeyId } from '../../domain/ids.ts'
import type { Database } from '../connect.ts'
import { textArray } from '../fragment.ts'
import { newId } from '../newId.ts'
import type { Scope } from '../schema.ts'
import { hashKey } from './hashKey.ts'
import { newKeyText, prefixOf } from './newKeyText.ts'

export type NewApiKey = {
  /** Given by who may have to find out later whether the key was made. */
  readonly id?: ApiKeyId | undefined
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly environment: 'live' | 'test'
  /** An ISO moment from which the key opens nothing any more; without one it lives until it is revoked. */
  readonly expiresAt?: string | undefined
}

/** Makes a key. It is shown this once: the database keeps only its hash. */
export async function createApiKey(
  { sql }: Pick<Database, 'sql'>,
  draft: NewApiKey,
): Promise<{ id: ApiKeyId; key: string }> {
  const { id = newId('apiKey'), name, scopes, environment, expiresAt = null } = draft
  const key = newKeyText(environment)
  crashPoint('apiKey.create.before', name)
  await sql`
    insert into api_keys (id, name, environment, prefix, hash, scopes, expires_at)
    values (${id}, ${name}, ${environment}, ${prefixOf(key)}, ${hashKey(key)}, ${textArray(sql, scopes)}, ${expiresAt})`
  crashPoint('apiKey.create.after', name)
  return { id, key }
}
