import { z } from 'zod'
import type { ApiKeyView } from '../../db/apiKeys/list.ts'
import { SCOPES } from '../../db/schema.ts'
import { idOf, moment } from './fields.ts'

/** REPLACED: rotated, and valid until the overlap is over. */
const KEY_STATUSES = ['ACTIVE', 'REPLACED', 'EXPIRED', 'REVOKED'] as const
export type KeyStatus = (typeof KEY_STATUSES)[number]

export const apiKeySchema = z
  .object({
    id: idOf('apiKey'),
    name: z.string(),
    environment: z.enum(['live', 'test']),
    prefix: z.string().meta({ description: 'The first characters of the key, by which people recognise it.' }),
    scopes: z.array(z.enum(SCOPES)),
    status: z.enum(KEY_STATUSES),
    createdAt: moment,
    created_at: moment,
    expiresAt: moment.nullable(),
    revokedAt: moment.nullable(),
    lastUsedAt: moment.nullable().meta({ description: 'To the minute.' }),
    replacedBy: idOf('apiKey').nullable(),
  })
  .meta({ id: 'ApiKey' })

export const newApiKeySchema = apiKeySchema
  .extend({ key: z.string().nullable().meta({ description: 'Shown in the first answer only; null in its repeats.' }) })
  .meta({ id: 'NewApiKey' })

/** An API key as far as it may be shown. */
export function presentApiKey(key: ApiKeyView, nowMs: number): z.infer<typeof apiKeySchema> {
  return {
    id: key.id,
    name: key.name,
    environment: key.environment,
    prefix: key.prefix,
    scopes: [...key.scopes],
    status: keyStatus(key, nowMs),
    createdAt: key.createdAt,
    created_at: key.createdAt,
    expiresAt: key.expiresAt,
    revokedAt: key.revokedAt,
    lastUsedAt: key.lastUsedAt,
    replacedBy: key.replacedBy,
  }
}

export function keyStatus(key: ApiKeyView, nowMs: number): KeyStatus {
  if (key.revokedAt !== null) return 'REVOKED'
  if (key.expiresAt !== null && Date.parse(key.expiresAt) <= nowMs) return 'EXPIRED'
  return key.replacedBy === null ? 'ACTIVE' : 'REPLACED'
}
