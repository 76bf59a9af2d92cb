import { z } from 'zod'
import { newId } from '../../../db/newId.ts'
import { readEndpoint } from '../../../db/webhooks/readEndpoints.ts'
import { rotateEndpointSecret } from '../../../db/webhooks/rotateEndpointSecret.ts'
import { DEFAULT_SECRET_OVERLAP_SECONDS, MAX_SECRET_OVERLAP_SECONDS } from '../../../domain/webhooks/endpoint.ts'
import { webhookEndpointWithSecretSchema } from '../../presenters/webhookEndpoint.ts'
import { optional } from '../../requests/fields.ts'
import { webhookEndpointIdOf, webhookEndpointNotFound } from '../../resources/requireWebhookEndpoint.ts'
import { answerSecret, keyForNew, secretAgain } from '../../webhooks/answerSecret.ts'
import { writeRoute } from '../route.ts'

const OVERLAP_RULE = `must be a whole number of seconds from 0 to ${MAX_SECRET_OVERLAP_SECONDS}`

export const rotateWebhookSecretBody = z.strictObject({
  overlapSeconds: optional(z.int(OVERLAP_RULE).min(0, OVERLAP_RULE).max(MAX_SECRET_OVERLAP_SECONDS, OVERLAP_RULE)),
})

export const rotateWebhookSecretRoute = writeRoute({
  name: 'rotateWebhookSecret',
  method: 'post',
  path: '/webhook-endpoints/:webhookEndpointId/rotate-secret',
  scope: 'support',
  summary: 'Makes a new secret for a webhook endpoint. The old one signs beside it for the overlap.',
  shape: 'object',
  data: webhookEndpointWithSecretSchema,
  statuses: [201],
  errors: ['WEBHOOK_ENDPOINT_NOT_FOUND'],
  body: rotateWebhookSecretBody,
  async prepare({ deps, params, body, dialect }) {
    const id = webhookEndpointIdOf(params.webhookEndpointId)
    const overlapSeconds = body.overlapSeconds ?? DEFAULT_SECRET_OVERLAP_SECONDS
    const seen = await readEndpoint(deps.db, id)
    return {
      // Which version it replaces is kept with the Idempotency-Key: a repeat replaces the same one, and so nothing.
      ids: { commandId: newId('command'), resourceId: String(seen?.secretVersion ?? 0) },
      recall: async () => null,
      secretAgain: ({ resourceId }) => secretAgain(deps, id, Number(resourceId) + 1),
      async perform({ resourceId }) {
        const fromVersion = Number(resourceId)
        const keyId = keyForNew(deps)
        const rotated = await rotateEndpointSecret(deps.db, id, { keyId, overlapSeconds, fromVersion })
        if (rotated === null) throw webhookEndpointNotFound(id)
        return answerSecret(deps, rotated, fromVersion + 1, dialect)
      },
    }
  },
})
