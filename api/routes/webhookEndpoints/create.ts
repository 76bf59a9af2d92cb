import { z } from 'zod'
import { newId } from '../../../db/newId.ts'
import { createEndpoint } from '../../../db/webhooks/createEndpoint.ts'
import { readEndpoint } from '../../../db/webhooks/readEndpoints.ts'
import type { WebhookEndpointId } from '../../../domain/ids.ts'
import { MAX_ENDPOINTS } from '../../../domain/webhooks/endpoint.ts'
import { ApiError } from '../../apiError.ts'
import { parsePatterns } from '../../events/pattern.ts'
import { webhookEndpointWithSecretSchema } from '../../presenters/webhookEndpoint.ts'
import { optional } from '../../requests/fields.ts'
import { answerSecret, keyForNew, secretAgain } from '../../webhooks/answerSecret.ts'
import { assertCallable } from '../../webhooks/assertCallable.ts'
import { descriptionField, typesField, urlField } from '../../webhooks/fields.ts'
import { writeRoute } from '../route.ts'

const FIRST_VERSION = 1

export const createWebhookEndpointBody = z.strictObject({
  url: urlField,
  types: optional(typesField),
  description: optional(descriptionField),
})

export const createWebhookEndpointRoute = writeRoute({
  name: 'createWebhookEndpoint',
  method: 'post',
  path: '/webhook-endpoints',
  scope: 'support',
  summary: 'Has events sent to a URL from now on, signed as Standard Webhooks say. The secret is shown in this answer.',
  shape: 'object',
  data: webhookEndpointWithSecretSchema,
  statuses: [201],
  errors: ['WEBHOOK_URL_REFUSED', 'WEBHOOK_LIMIT_REACHED'],
  body: createWebhookEndpointBody,
  async prepare({ deps, body, dialect }) {
    const { url, types, description } = body
    assertCallable(url, deps.config)
    const patterns = parsePatterns(types)
    return {
      ids: { commandId: newId('command'), resourceId: newId('webhookEndpoint') },
      async recall({ resourceId }) {
        const made = await readEndpoint(deps.db, resourceId as WebhookEndpointId)
        return made === null ? null : answerSecret(deps, made, FIRST_VERSION, dialect)
      },
      secretAgain: ({ resourceId }) => secretAgain(deps, resourceId as WebhookEndpointId, FIRST_VERSION),
      async perform({ resourceId }) {
        const id = resourceId as WebhookEndpointId
        const keyId = keyForNew(deps)
        const draft = { id, url, patterns, description, dialect: dialect.version, keyId }
        const made = await createEndpoint(deps.db, draft)
        if (made === null) throw limitReached()
        return answerSecret(deps, made, FIRST_VERSION, dialect)
      },
    }
  },
})

function limitReached(): ApiError {
  const message = `There are ${MAX_ENDPOINTS} webhook endpoints, which is as many as there may be. Remove one first.`
  return new ApiError('WEBHOOK_LIMIT_REACHED', message, { details: { limit: MAX_ENDPOINTS } })
}
