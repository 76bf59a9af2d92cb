import { z } from 'zod'
import { newId } from '../../../db/newId.ts'
import { readEndpoint } from '../../../db/webhooks/readEndpoints.ts'
import { removeEndpoint } from '../../../db/webhooks/removeEndpoint.ts'
import type { WebhookEndpointId } from '../../../domain/ids.ts'
import { type Answer, success } from '../../answer.ts'
import { removedWebhookEndpointSchema } from '../../presenters/webhookEndpoint.ts'
import { webhookEndpointIdOf, webhookEndpointNotFound } from '../../resources/requireWebhookEndpoint.ts'
import { writeRoute } from '../route.ts'

export const removeWebhookEndpointRoute = writeRoute({
  name: 'removeWebhookEndpoint',
  method: 'post',
  path: '/webhook-endpoints/:webhookEndpointId/remove',
  scope: 'support',
  summary: 'Removes a webhook endpoint for ever and cancels what waits for it.',
  shape: 'object',
  data: removedWebhookEndpointSchema,
  statuses: [200],
  errors: ['WEBHOOK_ENDPOINT_NOT_FOUND'],
  body: z.strictObject({}),
  async prepare({ deps, params }) {
    const id = webhookEndpointIdOf(params.webhookEndpointId)
    return {
      ids: { commandId: newId('command'), resourceId: id },
      recall: async () => ((await readEndpoint(deps.db, id)) === null ? removed(id) : null),
      async perform() {
        if (!(await removeEndpoint(deps.db, id))) throw webhookEndpointNotFound(id)
        return removed(id)
      },
    }
  },
})

function removed(id: WebhookEndpointId): Answer {
  return success(200, { id, removed: true })
}
