import type { WebhookEndpointId } from '../../domain/ids.ts'
import type { DisabledReason, EndpointStatus } from '../../domain/webhooks/endpoint.ts'
import type { Database, TransactionSql } from '../connect.ts'
import { type EndpointView, endpointColumns } from './endpointView.ts'
import { giveUpWaiting } from './giveUpWaiting.ts'

/**
 * Switches an endpoint on or off; null if there is none. One that has the status already stays as it is, with its reason.
 * What was told to it meanwhile waits, and is sent when it is on again, unless it is too old by then.
 */
export async function setEndpointStatus(
  { sql }: Pick<Database, 'sql'>,
  id: WebhookEndpointId,
  status: EndpointStatus,
  reason: DisabledReason = 'requested',
): Promise<EndpointView | null> {
  return await sql.begin(async (tx) => {
    if (status === 'DISABLED') await disable(tx, id, reason)
    else await enable(tx, id)
    const [endpoint] = await tx<EndpointView[]>`
      select ${endpointColumns(tx)} from webhook_endpoints where id = ${id} and removed_at is null`
    return endpoint ?? null
  })
}

/** Says whether it was on until now. */
export async function disable(tx: TransactionSql, id: WebhookEndpointId, reason: DisabledReason): Promise<boolean> {
  const { count } = await tx`
    update webhook_endpoints
    set status = 'DISABLED', disabled_reason = ${reason}, disabled_at = now(), updated_at = now()
    where id = ${id} and removed_at is null and status = 'ENABLED'`
  return count > 0
}

/** An endpoint starts anew: what failed before does not count against it any more. */
async function enable(tx: TransactionSql, id: WebhookEndpointId): Promise<void> {
  const { count } = await tx`
    update webhook_endpoints
    set status = 'ENABLED', disabled_reason = null, disabled_at = null, updated_at = now(), enabled_at = now(),
      is_failing = false, failed_in_a_row = 0
    where id = ${id} and removed_at is null and status = 'DISABLED'`
  if (count > 0) await giveUpWaiting(tx, new Date(), id)
}
