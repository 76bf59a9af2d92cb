import type { EventId, WebhookDeliveryId, WebhookEndpointId } from '../../domain/ids.ts'
import { TEST_EVENT_TYPE } from '../../domain/webhooks/endpoint.ts'
import type { Database } from '../connect.ts'
import { jsonb } from '../fragment.ts'
import { newId } from '../newId.ts'
import { type DeliveryView, deliveryColumns } from './deliveryView.ts'

export type TestEvent = {
  readonly endpointId: WebhookEndpointId
  /** Given by who may have to find out later whether it was made. */
  readonly id?: WebhookDeliveryId | undefined
}

/**
 * Makes a delivery of an event that has not happened, for this endpoint alone, to be sent next. Null if there is no such
 * endpoint, or it is disabled.
 */
export async function sendTestEvent(
  { sql }: Pick<Database, 'sql'>,
  { endpointId, id = newId('webhookDelivery') }: TestEvent,
): Promise<DeliveryView | null> {
  const eventId: EventId = newId('event')
  const ownEvent = {
    eventId,
    eventType: TEST_EVENT_TYPE,
    occurredAt: new Date().toISOString(),
    aggregateId: endpointId,
    aggregateType: 'webhook_endpoint',
    payload: { endpointId },
    metadata: {},
    // The events that have happened are counted from 1.
    sequence: '0',
  }
  const [delivery] = await sql<DeliveryView[]>`
    insert into webhook_deliveries (id, endpoint_id, event_id, event_type, own_event)
    select ${id}, id, ${eventId}, ${TEST_EVENT_TYPE}, ${jsonb(sql, ownEvent)}
    from webhook_endpoints where id = ${endpointId} and removed_at is null and status = 'ENABLED'
    on conflict (id) do update set id = excluded.id
    returning ${deliveryColumns(sql)}`
  return delivery ?? null
}
