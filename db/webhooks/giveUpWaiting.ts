import type { WebhookEndpointId } from '../../domain/ids.ts'
import { PATIENCE_MS } from '../../domain/webhooks/schedule.ts'
import type { Queryable } from '../connect.ts'

/** Of one endpoint or all that are disabled, so many at once. */
const BATCH = 10_000

/**
 * Gives up what has waited too long for endpoints that are disabled, and returns how many: what an endpoint is sent when it
 * is enabled again is of the last days only.
 */
export async function giveUpWaiting(sql: Queryable, at: Date, endpointId?: WebhookEndpointId): Promise<number> {
  const before = new Date(at.getTime() - PATIENCE_MS).toISOString()
  const whose = endpointId === undefined ? sql`e.status = 'DISABLED'` : sql`e.id = ${endpointId}`
  const { count } = await sql`
    update webhook_deliveries
    set status = 'FAILED', finished_at = ${at.toISOString()}, next_attempt_at = null, leased_until = null
    where id in (
      select waiting.id from webhook_endpoints e cross join lateral (
        select d.id from webhook_deliveries d
        where d.endpoint_id = e.id and d.status = 'PENDING' and d.started_at < ${before}
        order by d.next_attempt_at limit ${BATCH} for update skip locked
      ) waiting
      where ${whose} and e.removed_at is null limit ${BATCH}
    ) and status = 'PENDING'`
  return count
}
