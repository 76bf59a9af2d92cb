import { z } from 'zod'
import { newId } from '../../../db/newId.ts'
import { readDelivery } from '../../../db/webhooks/readDeliveries.ts'
import { sendTestEvent } from '../../../db/webhooks/sendTestEvent.ts'
import type { WebhookDeliveryId, WebhookEndpointId } from '../../../domain/ids.ts'
import { success } from '../../answer.ts'
import { ApiError } from '../../apiError.ts'
import type { ApiDeps } from '../../deps.ts'
import { presentWebhookDelivery, webhookDeliverySchema } from '../../presenters/webhookDelivery.ts'
import { requireWebhookEndpoint, webhookEndpointIdOf } from '../../resources/requireWebhookEndpoint.ts'
import { writeRoute } from '../route.ts'

export const testWebhookEndpointRoute = writeRoute({
  name: 'testWebhookEndpoint',
  method: 'post',
  path: '/webhook-endpoints/:webhookEndpointId/test',
  scope: 'support',
  summary: 'Sends an event webhook.test to this webhook endpoint alone. Its delivery tells what came of it.',
  shape: 'object',
  data: webhookDeliverySchema,
  statuses: [201],
  errors: ['WEBHOOK_ENDPOINT_NOT_FOUND', 'INVALID_STATE'],
  body: z.strictObject({}),
  async prepare({ deps, params, dialect }) {
    const endpointId = webhookEndpointIdOf(params.webhookEndpointId)
    return {
      ids: { commandId: newId('command'), resourceId: newId('webhookDelivery') },
      async recall({ resourceId }) {
        const sent = await readDelivery(deps.db, resourceId as WebhookDeliveryId)
        return sent === null ? null : success(201, presentWebhookDelivery(sent, dialect))
      },
      async perform({ resourceId }) {
        const sent = await sendTestEvent(deps.db, { endpointId, id: resourceId as WebhookDeliveryId })
        if (sent === null) throw await notSent(deps, endpointId)
        return success(201, presentWebhookDelivery(sent, dialect))
      },
    }
  },
})

async function notSent({ db }: ApiDeps, id: WebhookEndpointId): Promise<ApiError> {
  const { status } = await requireWebhookEndpoint(db, id)
  return new ApiError('INVALID_STATE', `The webhook endpoint ${id} is ${status}. Enable it first.`, {
    details: { currentStatus: status, allowedActions: [] },
  })
}
