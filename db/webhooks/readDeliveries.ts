import type { WebhookDeliveryId, WebhookEndpointId } from '../../domain/ids.ts'
import type { DeliveryStatus } from '../../domain/webhooks/endpoint.ts'
import type { Database } from '../connect.ts'
import { allOf, type Fragment } from '../fragment.ts'
import { firstIdAt } from '../idAt.ts'
import { cutPage, rowsToRead } from '../page.ts'
import { type AttemptView, type DeliveryView, type DeliveryWithAttempts, deliveryColumns } from './deliveryView.ts'

export type DeliveryQuery = {
  readonly endpointId: WebhookEndpointId
  readonly status?: DeliveryStatus | undefined
  readonly eventType?: string | undefined
  /** ISO moments: made at or after the one, before the other. */
  readonly createdAfter?: string | undefined
  readonly createdBefore?: string | undefined
  readonly limit: number
  /** The last delivery of the page before. */
  readonly cursor?: WebhookDeliveryId | undefined
}

/** A delivery that was replayed again and again shows its last attempts. */
const ATTEMPTS_SHOWN = 100

/** Deliveries to one endpoint, newest first. One that is made meanwhile moves no page. */
export async function listDeliveries(
  { sql }: Pick<Database, 'sql'>,
  query: DeliveryQuery,
): Promise<{ deliveries: DeliveryView[]; hasMore: boolean }> {
  const { endpointId, status, eventType, createdAfter, createdBefore, limit, cursor } = query
  const conditions: Fragment[] = [sql`endpoint_id = ${endpointId}`]
  if (status !== undefined) conditions.push(sql`status = ${status}`)
  if (eventType !== undefined) conditions.push(sql`event_type = ${eventType}`)
  // Ids begin with the time, so the range of time is a range of the index that also gives the order.
  if (createdAfter !== undefined) conditions.push(sql`id >= ${firstIdAt('webhookDelivery', Date.parse(createdAfter))}`)
  if (createdBefore !== undefined) conditions.push(sql`id < ${firstIdAt('webhookDelivery', Date.parse(createdBefore))}`)
  if (cursor !== undefined) conditions.push(sql`id < ${cursor}`)
  const rows = await sql<DeliveryView[]>`
    select ${deliveryColumns(sql)} from webhook_deliveries where ${allOf(sql, conditions)}
    order by webhook_deliveries.id desc limit ${rowsToRead(limit)}`
  const { page, hasMore } = cutPage(rows, limit)
  return { deliveries: page, hasMore }
}

/** Reads a delivery with its last attempts, the first of them first; null if there is none. */
export async function readDelivery(
  { sql }: Pick<Database, 'sql'>,
  id: WebhookDeliveryId,
): Promise<DeliveryWithAttempts | null> {
  const [delivery] = await sql<DeliveryView[]>`
    select ${deliveryColumns(sql)} from webhook_deliveries where id = ${id}`
  if (!delivery) return null
  const attemptLog = await sql<AttemptView[]>`
    select number, started_at as "startedAt", duration_ms as "durationMs", http_status as "httpStatus", error,
      response_body as "responseBody", outcome
    from webhook_attempts where delivery_id = ${id} order by number desc limit ${ATTEMPTS_SHOWN}`
  return { ...delivery, attemptLog: attemptLog.reverse() }
}
