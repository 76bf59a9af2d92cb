import type { WebhookEndpointId } from '../../domain/ids.ts'
import type { Database } from '../connect.ts'
import { cutPage, rowsToRead } from '../page.ts'
import { type EndpointView, endpointColumns } from './endpointView.ts'

export type EndpointQuery = {
  readonly limit: number
  /** The last endpoint of the page before. */
  readonly cursor?: WebhookEndpointId | undefined
}

/** Reads an endpoint, or null if there is none or it was removed. */
export async function readEndpoint(
  { sql }: Pick<Database, 'sql'>,
  id: WebhookEndpointId,
): Promise<EndpointView | null> {
  const [endpoint] = await sql<EndpointView[]>`
    select ${endpointColumns(sql)} from webhook_endpoints where id = ${id} and removed_at is null`
  return endpoint ?? null
}

/** Endpoints by id, newest first. */
export async function listEndpoints(
  { sql }: Pick<Database, 'sql'>,
  { limit, cursor }: EndpointQuery,
): Promise<{ endpoints: EndpointView[]; hasMore: boolean }> {
  const before = cursor === undefined ? sql`true` : sql`id < ${cursor}`
  const rows = await sql<EndpointView[]>`
    select ${endpointColumns(sql)} from webhook_endpoints
    where removed_at is null and ${before} order by webhook_endpoints.id desc limit ${rowsToRead(limit)}`
  const { page, hasMore } = cutPage(rows, limit)
  return { endpoints: page, hasMore }
}

/** Whether anybody is told of events at all. */
export async function hasEndpoints({ sql }: Pick<Database, 'sql'>): Promise<boolean> {
  const [row] = await sql<{ some: boolean }[]>`
    select exists (select from webhook_endpoints where removed_at is null) as some`
  return row?.some ?? false
}
