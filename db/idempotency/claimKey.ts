import { crashPoint } from '../../crash/crashPoint.ts'
import { invariant } from '../../domain/invariant.ts'
import type { Database } from '../connect.ts'

export type KeyRequest = {
  readonly apiKeyId: string
  readonly key: string
  /** Method, path and canonical body: the same key for another request is a mistake. */
  readonly fingerprint: string
  readonly commandId: string
  readonly resourceId: string
  /** A holder that has not answered for so long is taken for dead. */
  readonly lockMs: number
}

export type Claim =
  | { readonly kind: 'claimed' | 'taken_over'; readonly commandId: string; readonly resourceId: string }
  | { readonly kind: 'in_progress'; readonly retryAfterSeconds: number }
  | { readonly kind: 'reused' }
  | {
      readonly kind: 'replay'
      readonly status: number
      readonly body: unknown
      readonly headers?: Readonly<Record<string, string>>
    }

/** The row can vanish between losing the claim and reading its holder; then the claim is tried again. */
const ATTEMPTS = 5

/** Claims an Idempotency-Key: one statement that wins or loses. Who takes over goes on with the first holder's ids. */
export async function claimKey(db: Pick<Database, 'sql'>, request: KeyRequest): Promise<Claim> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const claim = (await tryToHold(db, request)) ?? (await readHolder(db, request))
    if (claim) return claim
  }
  return { kind: 'in_progress', retryAfterSeconds: 1 }
}

/**
 * Wins against nobody, against an expired row, and against a holder that died; in the last case only for the same request.
 * `claims` tells apart a fresh claim (1) from a take-over.
 */
async function tryToHold({ sql }: Pick<Database, 'sql'>, request: KeyRequest): Promise<Claim | null> {
  const { apiKeyId, key, fingerprint, commandId, resourceId, lockMs } = request
  crashPoint('key.claim.before', key)
  const [row] = await sql<{ commandId: string; resourceId: string; claims: number }[]>`
    insert into idempotency_keys as held (api_key_id, key, fingerprint, command_id, resource_id, expires_at)
    values (${apiKeyId}, ${key}, ${fingerprint}, ${commandId}, ${resourceId}, now() + interval '24 hours')
    on conflict (api_key_id, key) do update set
      claims = case when held.expires_at <= now() then 1 else held.claims + 1 end,
      claimed_at = now(),
      expires_at = excluded.expires_at,
      fingerprint = excluded.fingerprint,
      command_id = case when held.expires_at <= now() then excluded.command_id else held.command_id end,
      resource_id = case when held.expires_at <= now() then excluded.resource_id else held.resource_id end,
      answered_at = null, status = null, body = null, headers = null
    where held.expires_at <= now() or (
      held.answered_at is null and held.fingerprint = excluded.fingerprint
      and held.claimed_at <= now() - make_interval(secs => ${lockMs / 1000}::float8)
    )
    returning command_id as "commandId", resource_id as "resourceId", claims`
  if (!row) return null
  crashPoint('key.claim.after', key)
  const { claims, ...ids } = row
  return { kind: claims === 1 ? 'claimed' : 'taken_over', ...ids }
}

type Holder = {
  fingerprint: string
  status: number | null
  body: string | null
  headers: Record<string, string> | null
  leftSeconds: number
}

async function readHolder({ sql }: Pick<Database, 'sql'>, request: KeyRequest): Promise<Claim | null> {
  const { apiKeyId, key, lockMs } = request
  const [holder] = await sql<Holder[]>`
    select fingerprint, status, body, headers,
      (extract(epoch from claimed_at - now()) + ${lockMs / 1000}::float8)::float8 as "leftSeconds"
    from idempotency_keys where api_key_id = ${apiKeyId} and key = ${key}`
  if (!holder) return null
  if (holder.fingerprint !== request.fingerprint) return { kind: 'reused' }
  if (holder.status === null)
    return { kind: 'in_progress', retryAfterSeconds: Math.max(1, Math.ceil(holder.leftSeconds)) }
  invariant(holder.body !== null, `The answer under the key ${key} has a status and no body`)
  const { status, headers } = holder
  return { kind: 'replay', status, body: JSON.parse(holder.body), ...(headers && { headers }) }
}
