import type { ApiKeyId } from '../../domain/ids.ts'
import type { Database } from '../connect.ts'
import type { Scope } from '../schema.ts'
import { importApiKey } from './importApiKey.ts'
import { newKeyText } from './newKeyText.ts'

export type NewApiKey = {
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly environment: 'live' | 'test'
  /** An ISO moment from which the key opens nothing any more; without one it lives until it is revoked. */
  readonly expiresAt?: string | undefined
}

/** Makes a key. It is shown this once: the database keeps only its hash. */
export async function createApiKey(
  db: Pick<Database, 'sql'>,
  draft: NewApiKey,
): Promise<{ id: ApiKeyId; key: string }> {
  const { environment, ...rest } = draft
  const key = newKeyText(environment)
  const { id } = await importApiKey(db, { key, ...rest })
  return { id, key }
}
