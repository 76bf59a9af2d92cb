import { z } from 'zod'
import { listEndpoints } from '../../../db/webhooks/readEndpoints.ts'
import { successPage } from '../../answer.ts'
import { presentWebhookEndpoint, webhookEndpointSchema } from '../../presenters/webhookEndpoint.ts'
import { cursorParameter, limitParameter } from '../../requests/queryFields.ts'
import { readRoute } from '../route.ts'

export const listWebhookEndpointsRoute = readRoute({
  name: 'listWebhookEndpoints',
  method: 'get',
  path: '/webhook-endpoints',
  scope: 'read',
  summary: 'Lists webhook endpoints, newest first, without those that were removed.',
  shape: 'page',
  data: webhookEndpointSchema,
  query: z.strictObject({ limit: limitParameter, cursor: cursorParameter('webhookEndpoint') }),
  async handle({ deps, query, dialect }) {
    const { endpoints, hasMore } = await listEndpoints(deps.db, query)
    const shown = endpoints.map((endpoint) => presentWebhookEndpoint(endpoint, dialect))
    return successPage(shown, hasMore, endpoints.at(-1)?.id)
  },
})
