import { crashPoint } from '../../crash/crashPoint.ts'
import type { Database } from '../connect.ts'
import { jsonb } from '../fragment.ts'

export type Answer = {
  readonly apiKeyId: string
  readonly key: string
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** Keeps the answer for replays. The first answer stays: a holder that was taken for dead does not overwrite it. */
export async function storeAnswer({ sql }: Pick<Database, 'sql'>, answer: Answer): Promise<void> {
  const { apiKeyId, key, status, body = null, headers } = answer
  crashPoint('key.answer.before', key)
  await sql`
    update idempotency_keys
    set status = ${status}, body = ${JSON.stringify(body)}, headers = ${jsonb(sql, headers)}, answered_at = now()
    where api_key_id = ${apiKeyId} and key = ${key} and answered_at is null`
  crashPoint('key.answer.after', key)
}
