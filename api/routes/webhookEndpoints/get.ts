import { success } from '../../answer.ts'
import { presentWebhookEndpoint, webhookEndpointSchema } from '../../presenters/webhookEndpoint.ts'
import { requireWebhookEndpoint } from '../../resources/requireWebhookEndpoint.ts'
import { noQuery, readRoute } from '../route.ts'

export const getWebhookEndpointRoute = readRoute({
  name: 'getWebhookEndpoint',
  method: 'get',
  path: '/webhook-endpoints/:webhookEndpointId',
  scope: 'read',
  summary: 'Shows a webhook endpoint.',
  shape: 'object',
  data: webhookEndpointSchema,
  errors: ['WEBHOOK_ENDPOINT_NOT_FOUND'],
  query: noQuery,
  async handle({ deps, params, dialect }) {
    return success(
      200,
      presentWebhookEndpoint(await requireWebhookEndpoint(deps.db, params.webhookEndpointId), dialect),
    )
  },
})
