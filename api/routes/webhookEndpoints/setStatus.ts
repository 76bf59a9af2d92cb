import { z } from 'zod'
import { newId } from '../../../db/newId.ts'
import { setEndpointStatus } from '../../../db/webhooks/setEndpointStatus.ts'
import type { EndpointStatus } from '../../../domain/webhooks/endpoint.ts'
import { success } from '../../answer.ts'
import { presentWebhookEndpoint, webhookEndpointSchema } from '../../presenters/webhookEndpoint.ts'
import { webhookEndpointIdOf, webhookEndpointNotFound } from '../../resources/requireWebhookEndpoint.ts'
import { writeRoute } from '../route.ts'

type Switch = { readonly name: string; readonly verb: string; readonly summary: string; readonly to: EndpointStatus }

export const enableWebhookEndpointRoute = switchRoute({
  name: 'enableWebhookEndpoint',
  verb: 'enable',
  summary: 'Sends to a webhook endpoint again, first what has waited for less than three days.',
  to: 'ENABLED',
})

export const disableWebhookEndpointRoute = switchRoute({
  name: 'disableWebhookEndpoint',
  verb: 'disable',
  summary: 'Sends nothing to a webhook endpoint until it is enabled; events wait, for three days at most.',
  to: 'DISABLED',
})

function switchRoute({ name, verb, summary, to }: Switch) {
  return writeRoute({
    name,
    method: 'post',
    path: `/webhook-endpoints/:webhookEndpointId/${verb}`,
    scope: 'support',
    summary,
    shape: 'object',
    data: webhookEndpointSchema,
    statuses: [200],
    errors: ['WEBHOOK_ENDPOINT_NOT_FOUND'],
    body: z.strictObject({}),
    async prepare({ deps, params, dialect }) {
      const id = webhookEndpointIdOf(params.webhookEndpointId)
      return {
        ids: { commandId: newId('command'), resourceId: id },
        // Switching to what it is already changes nothing.
        recall: async () => null,
        async perform() {
          const switched = await setEndpointStatus(deps.db, id, to, 'requested')
          if (switched === null) throw webhookEndpointNotFound(id)
          return success(200, presentWebhookEndpoint(switched, dialect))
        },
      }
    },
  })
}
