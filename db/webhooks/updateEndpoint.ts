import type { WebhookEndpointId } from '../../domain/ids.ts'
import type { Database } from '../connect.ts'
import { textArray } from '../fragment.ts'
import { type EndpointView, endpointColumns } from './endpointView.ts'

/** What is left out stays. */
export type EndpointChange = {
  readonly url?: string | undefined
  readonly patterns?: readonly string[] | undefined
  readonly description?: string | null | undefined
}

/** Changes an endpoint and returns it as it is afterwards, or null if there is none. What waits goes to the new URL. */
export async function updateEndpoint(
  { sql }: Pick<Database, 'sql'>,
  id: WebhookEndpointId,
  { url, patterns, description }: EndpointChange,
): Promise<EndpointView | null> {
  const [endpoint] = await sql<EndpointView[]>`
    update webhook_endpoints set updated_at = now(),
      url = ${url === undefined ? sql`url` : url},
      patterns = ${patterns === undefined ? sql`patterns` : textArray(sql, patterns)},
      description = ${description === undefined ? sql`description` : description}
    where id = ${id} and removed_at is null
    returning ${endpointColumns(sql)}`
  return endpoint ?? null
}
