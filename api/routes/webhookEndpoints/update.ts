import { z } from 'zod'
import { newId } from '../../../db/newId.ts'
import { updateEndpoint } from '../../../db/webhooks/updateEndpoint.ts'
import { success } from '../../answer.ts'
import { parsePatterns } from '../../events/pattern.ts'
import { presentWebhookEndpoint, webhookEndpointSchema } from '../../presenters/webhookEndpoint.ts'
import { optional } from '../../requests/fields.ts'
import { webhookEndpointIdOf, webhookEndpointNotFound } from '../../resources/requireWebhookEndpoint.ts'
import { assertCallable } from '../../webhooks/assertCallable.ts'
import { descriptionField, typesField, urlField } from '../../webhooks/fields.ts'
import { writeRoute } from '../route.ts'

export const updateWebhookEndpointBody = z.strictObject({
  url: optional(urlField),
  types: optional(typesField),
  description: optional(descriptionField),
})

export const updateWebhookEndpointRoute = writeRoute({
  name: 'updateWebhookEndpoint',
  method: 'post',
  path: '/webhook-endpoints/:webhookEndpointId/update',
  scope: 'support',
  summary: 'Changes what is given of a webhook endpoint and leaves the rest. What waits goes to the new URL.',
  shape: 'object',
  data: webhookEndpointSchema,
  statuses: [200],
  errors: ['WEBHOOK_ENDPOINT_NOT_FOUND', 'WEBHOOK_URL_REFUSED'],
  body: updateWebhookEndpointBody,
  async prepare({ deps, params, body, dialect }) {
    const id = webhookEndpointIdOf(params.webhookEndpointId)
    const { url, types, description } = body
    if (url !== undefined) assertCallable(url, deps.config)
    const patterns = types === undefined ? undefined : parsePatterns(types)
    return {
      ids: { commandId: newId('command'), resourceId: id },
      // The same change once more changes nothing.
      recall: async () => null,
      async perform() {
        const changed = await updateEndpoint(deps.db, id, { url, patterns, description })
        if (changed === null) throw webhookEndpointNotFound(id)
        return success(200, presentWebhookEndpoint(changed, dialect))
      },
    }
  },
})
