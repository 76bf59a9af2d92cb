import type { Database } from '../../db/connect.ts'
import type { EndpointView } from '../../db/webhooks/endpointView.ts'
import { readEndpoint } from '../../db/webhooks/readEndpoints.ts'
import { isId, type WebhookEndpointId } from '../../domain/ids.ts'
import { ApiError } from '../apiError.ts'

/** Reads the webhook endpoint of a path. A removed one is no longer there. */
export async function requireWebhookEndpoint(db: Database, id: string | undefined): Promise<EndpointView> {
  const endpoint = id !== undefined && isId('webhookEndpoint', id) ? await readEndpoint(db, id) : null
  if (endpoint !== null) return endpoint
  throw webhookEndpointNotFound(id)
}

export function webhookEndpointNotFound(id: string | undefined): ApiError {
  return new ApiError('WEBHOOK_ENDPOINT_NOT_FOUND', `There is no webhook endpoint "${id}". Check its id.`, {
    details: { webhookEndpointId: id },
  })
}

/** The id in a path, as far as its shape goes. Whether the endpoint is there shows when it is changed. */
export function webhookEndpointIdOf(id: string | undefined): WebhookEndpointId {
  if (id !== undefined && isId('webhookEndpoint', id)) return id
  throw webhookEndpointNotFound(id)
}
