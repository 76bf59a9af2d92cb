import type { WebhookEndpointId } from '../../domain/ids.ts'
import type { Database, Queryable } from '../connect.ts'

/** More than anybody has waiting but after a long failure; the rest is canceled by the worker. */
const BATCH = 10_000

/**
 * Takes an endpoint out of every list and cancels what waits for it. The row stays, because deliveries speak of it. False
 * if there was none.
 */
export async function removeEndpoint({ sql }: Pick<Database, 'sql'>, id: WebhookEndpointId): Promise<boolean> {
  return await sql.begin(async (tx) => {
    const { count } = await tx`
      update webhook_endpoints set removed_at = now(), updated_at = now() where id = ${id} and removed_at is null`
    if (count > 0) await cancelOfRemoved(tx)
    return count > 0
  })
}

/** Cancels what waits for endpoints that are no more, and returns how many. */
export async function cancelOfRemoved(sql: Queryable): Promise<number> {
  const { count } = await sql`
    update webhook_deliveries
    set status = 'CANCELED', finished_at = now(), next_attempt_at = null, leased_until = null
    where id in (
      select waiting.id from webhook_endpoints e cross join lateral (
        select d.id from webhook_deliveries d
        where d.endpoint_id = e.id and d.status = 'PENDING' order by d.next_attempt_at limit ${BATCH}
        for update skip locked
      ) waiting
      where e.removed_at is not null limit ${BATCH}
    ) and status = 'PENDING'`
  return count
}
