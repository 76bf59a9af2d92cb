import { crashPoint } from '../../crash/crashPoint.ts'
import type { ApiKeyId } from '../../domain/ids.ts'
import { invariant } from '../../domain/invariant.ts'
import type { Database } from '../connect.ts'
import { newId } from '../newId.ts'
import { hashKey } from './hashKey.ts'
import { readApiKey } from './list.ts'
import { newKeyText, prefixOf } from './newKeyText.ts'
import { stillValid } from './stillValid.ts'

/** A week is enough for every deployment to change over; a key that never ends was not rotated. */
export const MAX_OVERLAP_SECONDS = 7 * 24 * 60 * 60

export type Rotation = {
  readonly overlapSeconds: number
  /** Given by who may have to find out later whether the key was replaced. */
  readonly successorId?: ApiKeyId | undefined
}

/**
 * Makes a key that takes another one's place: same name, environment, scopes and length of life. The old one goes on for the
 * overlap, and not beyond its own expiry. The new key is shown this once. Null if there is no key to replace: unknown,
 * revoked, expired, or replaced already.
 */
export async function rotateApiKey(
  db: Pick<Database, 'sql'>,
  id: ApiKeyId,
  { overlapSeconds, successorId = newId('apiKey') }: Rotation,
): Promise<{ id: ApiKeyId; key: string } | null> {
  invariant(
    Number.isInteger(overlapSeconds) && overlapSeconds >= 0 && overlapSeconds <= MAX_OVERLAP_SECONDS,
    `Two keys may overlap for 0 to ${MAX_OVERLAP_SECONDS} seconds, got ${overlapSeconds}`,
  )
  const old = await readApiKey(db, id)
  if (!old) return null
  const key = newKeyText(old.environment)
  // The column holds milliseconds and would round up: a key without overlap would live on for half of one.
  // Whoever comes second waits for the row, finds it replaced, and makes nothing.
  crashPoint('apiKey.rotate.before', id)
  const [fresh] = await db.sql<{ id: ApiKeyId }[]>`
    with old as (
      select * from api_keys
      where id = ${id} and replaced_by is null and ${stillValid(db.sql)}
      for update
    ), fresh as (
      insert into api_keys (id, name, environment, prefix, hash, scopes, expires_at)
      select ${successorId}, name, environment, ${prefixOf(key)}, ${hashKey(key)}, scopes,
        now() + (expires_at - created_at)
      from old returning id
    ), replaced as (
      update api_keys set replaced_by = fresh.id,
        expires_at = least(api_keys.expires_at, date_trunc('milliseconds', now() + make_interval(secs => ${overlapSeconds})))
      from fresh where api_keys.id = ${id}
    )
    select id from fresh`
  crashPoint('apiKey.rotate.after', id)
  return fresh ? { id: fresh.id, key } : null
}
