import { crashPoint } from '../../crash/crashPoint.ts'
import type { Database } from '../connect.ts'

/** Gives up a key whose request was not accepted: the corrected request may use it. An answered key stays. */
export async function releaseKey(
  { sql }: Pick<Database, 'sql'>,
  { apiKeyId, key }: { readonly apiKeyId: string; readonly key: string },
): Promise<void> {
  crashPoint('key.release.before', key)
  await sql`delete from idempotency_keys where api_key_id = ${apiKeyId} and key = ${key} and answered_at is null`
  crashPoint('key.release.after', key)
}
