import { randomBytes } from 'node:crypto'
import type { ApiKeyId } from '../../domain/ids.ts'
import type { Database } from '../connect.ts'
import type { Scope } from '../schema.ts'
import { importApiKey } from './importApiKey.ts'

export type NewApiKey = {
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly environment: 'live' | 'test'
}

const RANDOM_BYTES = 32

/** Makes a key. It is shown this once: the database keeps only its hash. */
export async function createApiKey(
  db: Pick<Database, 'sql'>,
  draft: NewApiKey,
): Promise<{ id: ApiKeyId; key: string }> {
  const key = `ohk_${draft.environment}_${randomBytes(RANDOM_BYTES).toString('base64url')}`
  const { id } = await importApiKey(db, { key, name: draft.name, scopes: draft.scopes })
  return { id, key }
}
