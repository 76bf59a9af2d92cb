import type { WebhookDeliveryId } from '../../domain/ids.ts'
import type { Database, Queryable } from '../connect.ts'
import type { Fragment } from '../fragment.ts'
import { type DeliveryView, deliveryColumns } from './deliveryView.ts'

/**
 * Sends a delivery once more, by the schedule from its beginning; it stays the same delivery of the same event. Null if
 * there is none, or its endpoint was removed. While the endpoint is disabled it waits.
 */
export async function replayDelivery(
  { sql }: Pick<Database, 'sql'>,
  id: WebhookDeliveryId,
): Promise<DeliveryView | null> {
  const [delivery] = await sql<DeliveryView[]>`
    update webhook_deliveries set ${startAgain(sql)}
    where id = ${id} and endpoint_id in (select e.id from webhook_endpoints e where e.removed_at is null)
    returning ${deliveryColumns(sql)}`
  return delivery ?? null
}

/** What a delivery that starts again is set to. A worker that is sending it right now goes on holding it. */
export function startAgain(sql: Queryable): Fragment {
  return sql`status = 'PENDING', schedule_step = 0, replays = webhook_deliveries.replays + 1, next_attempt_at = now(),
    started_at = now(), finished_at = null`
}
