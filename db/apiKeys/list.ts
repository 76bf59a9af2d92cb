import type { ApiKeyId } from '../../domain/ids.ts'
import type { Database, Queryable } from '../connect.ts'
import type { Fragment } from '../fragment.ts'
import { cutPage, rowsToRead } from '../page.ts'
import type { Scope } from '../schema.ts'

/** An API key as far as it may be shown: what it opens, and whether it still does. */
export type ApiKeyView = {
  readonly id: ApiKeyId
  readonly name: string
  readonly environment: 'live' | 'test'
  readonly prefix: string
  readonly scopes: readonly Scope[]
  readonly createdAt: string
  readonly expiresAt: string | null
  readonly revokedAt: string | null
  readonly lastUsedAt: string | null
  readonly replacedBy: ApiKeyId | null
}

export type ApiKeyQuery = {
  readonly limit: number /** The last key of the page before. */
  readonly cursor?: ApiKeyId | undefined
}

/** API keys by id, newest first, also those that no longer open anything. */
export async function listApiKeys(
  { sql }: Pick<Database, 'sql'>,
  { limit, cursor }: ApiKeyQuery,
): Promise<{ apiKeys: ApiKeyView[]; hasMore: boolean }> {
  const before = cursor === undefined ? sql`true` : sql`id < ${cursor}`
  const rows = await sql<ApiKeyView[]>`
    select ${keyColumns(sql)} from api_keys where ${before} order by api_keys.id desc limit ${rowsToRead(limit)}`
  const { page, hasMore } = cutPage(rows, limit)
  return { apiKeys: page, hasMore }
}

/** Reads one API key, or null. */
export async function readApiKey({ sql }: Pick<Database, 'sql'>, id: ApiKeyId): Promise<ApiKeyView | null> {
  const [key] = await sql<ApiKeyView[]>`select ${keyColumns(sql)} from api_keys where id = ${id}`
  return key ?? null
}

/** The columns of an ApiKeyView; never the hash. */
export function keyColumns(sql: Queryable): Fragment {
  return sql`id, name, environment, prefix, scopes, created_at as "createdAt", expires_at as "expiresAt",
    revoked_at as "revokedAt", last_used_at as "lastUsedAt", replaced_by as "replacedBy"`
}
