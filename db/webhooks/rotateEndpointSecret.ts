import type { WebhookEndpointId } from '../../domain/ids.ts'
import { invariant } from '../../domain/invariant.ts'
import { MAX_SECRET_OVERLAP_SECONDS } from '../../domain/webhooks/endpoint.ts'
import type { Database } from '../connect.ts'
import { type EndpointView, endpointColumns } from './endpointView.ts'

export type SecretRotation = {
  readonly keyId: string
  /** For how long deliveries are signed with the old secret as well. */
  readonly overlapSeconds: number
  /**
   * The version that the caller saw. Whoever does not know whether the rotation was done asks for it again with the same
   * one: it is not done twice.
   */
  readonly fromVersion: number
}

/**
 * Gives an endpoint the next version of its secret and returns it as it is afterwards, or null if there is none. Of two
 * that rotate the same version, the second finds it done.
 */
export async function rotateEndpointSecret(
  { sql }: Pick<Database, 'sql'>,
  id: WebhookEndpointId,
  { keyId, overlapSeconds, fromVersion }: SecretRotation,
): Promise<EndpointView | null> {
  invariant(
    Number.isInteger(overlapSeconds) && overlapSeconds >= 0 && overlapSeconds <= MAX_SECRET_OVERLAP_SECONDS,
    `Two secrets may overlap for 0 to ${MAX_SECRET_OVERLAP_SECONDS} seconds, got ${overlapSeconds}`,
  )
  await sql`
    update webhook_endpoints
    set previous_key_id = key_id, previous_version = secret_version, key_id = ${keyId},
      previous_until = date_trunc('milliseconds', now() + make_interval(secs => ${overlapSeconds})),
      secret_version = secret_version + 1, updated_at = now()
    where id = ${id} and removed_at is null and secret_version = ${fromVersion}`
  const [endpoint] = await sql<EndpointView[]>`
    select ${endpointColumns(sql)} from webhook_endpoints where id = ${id} and removed_at is null`
  return endpoint ?? null
}
