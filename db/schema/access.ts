import { sql } from 'drizzle-orm'
import { type AnyPgColumn, check, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { createdAt, moment } from './columns.ts'

/** `withdraw` takes money off the platform, which nothing else can: it is no part of `write`. */
export const SCOPES = ['read', 'write', 'withdraw', 'support'] as const
export type Scope = (typeof SCOPES)[number]

/** API keys. Only the hash is kept: a stolen table opens nothing. */
export const apiKeys = pgTable(
  'api_keys',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    environment: text('environment').$type<'live' | 'test'>().notNull(),
    /** The first characters, by which people recognise a key in a list. */
    prefix: text('prefix').notNull(),
    hash: text('hash').notNull().unique('api_keys_hash'),
    scopes: text('scopes').array().$type<Scope[]>().notNull(),
    createdAt: createdAt(),
    expiresAt: moment('expires_at'),
    revokedAt: moment('revoked_at'),
    /** To the minute: it is for telling a key in use from a forgotten one, not worth a write per request. */
    lastUsedAt: moment('last_used_at'),
    /** The key that took over at a rotation; this one then lives on for the overlap only. */
    replacedBy: text('replaced_by').references((): AnyPgColumn => apiKeys.id),
  },
  (key) => [
    check('api_keys_environment', sql`${key.environment} in ('live', 'test')`),
    check('api_keys_scopes', sql`${key.scopes} <@ array['read', 'write', 'withdraw', 'support']`),
  ],
)

/** Who holds an Idempotency-Key, and the answer once there is one. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    apiKeyId: text('api_key_id').notNull(),
    key: text('key').notNull(),
    fingerprint: text('fingerprint').notNull(),
    commandId: text('command_id').notNull(),
    resourceId: text('resource_id').notNull(),
    /** 1 for the first holder; more when somebody took over from a holder that died. */
    claims: integer('claims').notNull().default(1),
    claimedAt: moment('claimed_at').notNull().defaultNow(),
    expiresAt: moment('expires_at').notNull(),
    answeredAt: moment('answered_at'),
    status: integer('status'),
    /** JSON as text: a replay shows the same bytes, which jsonb would reorder. */
    body: text('body'),
    headers: jsonb('headers'),
  },
  (row) => [
    primaryKey({ name: 'idempotency_keys_pkey', columns: [row.apiKeyId, row.key] }),
    check('idempotency_keys_answer', sql`(${row.answeredAt} is null) = (${row.status} is null)`),
    index('idempotency_keys_expiry').on(row.expiresAt),
  ],
)
