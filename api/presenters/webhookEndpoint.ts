import { z } from 'zod'
import type { EndpointView } from '../../db/webhooks/endpointView.ts'
import { DISABLED_REASONS, ENDPOINT_STATUSES } from '../../domain/webhooks/endpoint.ts'
import type { Dialect } from '../dialects/dialect.ts'
import { idOf, moment } from './fields.ts'

export const webhookEndpointSchema = z
  .object({
    id: idOf('webhookEndpoint'),
    url: z.string().meta({ example: 'https://shop.example/webhooks' }),
    types: z
      .array(z.string())
      .meta({ description: 'Event types or patterns; "*" is every event.', example: ['order.*'] }),
    description: z.string().nullable(),
    offerhubVersion: z.string().meta({
      description: 'In the language of which version events are sent: that of the request which made the endpoint.',
      example: '2026-02-25',
    }),
    status: z.enum(ENDPOINT_STATUSES),
    disabledReason: z.enum(DISABLED_REASONS).nullable().meta({
      description: 'requested: by a call; gone: it answered 410; failing: nothing reached it for three days.',
    }),
    disabledAt: moment.nullable(),
    secretVersion: z.int().min(1).meta({ description: 'One more with each rotation of its secret.' }),
    previousSecretUntil: moment
      .nullable()
      .meta({ description: 'Until then deliveries are signed with the secret before as well.' }),
    createdAt: moment,
    created_at: moment,
    updatedAt: moment,
    lastSuccessAt: moment.nullable().meta({ description: 'When a delivery last reached it.' }),
  })
  .meta({ id: 'WebhookEndpoint' })

export const webhookEndpointWithSecretSchema = webhookEndpointSchema
  .extend({
    secret: z.string().nullable().meta({
      description:
        'Verifies deliveries. Shown in this answer and its repeats under the same Idempotency-Key, as long as it signs.',
      example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    }),
  })
  .meta({ id: 'WebhookEndpointWithSecret' })

export const removedWebhookEndpointSchema = z
  .object({ id: idOf('webhookEndpoint'), removed: z.literal(true) })
  .meta({ id: 'RemovedWebhookEndpoint' })

/** A webhook endpoint; events have the names of the caller's dialect. */
export function presentWebhookEndpoint(
  endpoint: EndpointView,
  dialect: Dialect,
): z.infer<typeof webhookEndpointSchema> {
  return {
    id: endpoint.id,
    url: endpoint.url,
    types: [...new Set(endpoint.patterns.map(dialect.eventName))],
    description: endpoint.description,
    offerhubVersion: endpoint.dialect,
    status: endpoint.status,
    disabledReason: endpoint.disabledReason,
    disabledAt: endpoint.disabledAt,
    secretVersion: endpoint.secretVersion,
    previousSecretUntil: endpoint.previousUntil,
    createdAt: endpoint.createdAt,
    created_at: endpoint.createdAt,
    lastSuccessAt: endpoint.lastSuccessAt,
    updatedAt: endpoint.updatedAt,
  }
}
