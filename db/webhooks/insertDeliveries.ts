import type { WebhookEndpointId } from '../../domain/ids.ts'
import type { TransactionSql } from '../connect.ts'
import { jsonRows } from '../fragment.ts'
import { newId } from '../newId.ts'

export type Addressed = {
  readonly endpointId: WebhookEndpointId
  readonly events: readonly { readonly eventId: string; readonly eventType: string }[]
}

/** Makes a delivery of each event that the endpoint has none of yet, due at once, and returns how many. */
export async function insertDeliveries(tx: TransactionSql, addressed: readonly Addressed[]): Promise<number> {
  const rows = addressed.flatMap(({ endpointId, events }) =>
    events.map(({ eventId, eventType }) => ({ id: newId('webhookDelivery'), endpointId, eventId, eventType })),
  )
  if (rows.length === 0) return 0
  const { count } = await tx`
    insert into webhook_deliveries (id, endpoint_id, event_id, event_type)
    select d.id, d."endpointId", d."eventId", d."eventType"
    from json_to_recordset(${jsonRows(tx, rows)})
      as d(id text, "endpointId" text, "eventId" text, "eventType" text)
    on conflict (endpoint_id, event_id) do nothing`
  return count
}
