import { z } from 'zod'
import type { AttemptView, DeliveryView } from '../../db/webhooks/deliveryView.ts'
import { ATTEMPT_ERROR_NAMES, ATTEMPT_ERRORS } from '../../domain/webhooks/attempt.ts'
import { ATTEMPT_OUTCOMES, DELIVERY_STATUSES } from '../../domain/webhooks/endpoint.ts'
import type { Dialect } from '../dialects/dialect.ts'
import { count, idOf, moment } from './fields.ts'

export const webhookDeliverySchema = z
  .object({
    id: idOf('webhookDelivery'),
    webhookEndpointId: idOf('webhookEndpoint'),
    eventId: z.string().meta({ description: 'The header webhook-id of every attempt.' }),
    eventType: z.string().meta({ example: 'order.closed' }),
    status: z.enum(DELIVERY_STATUSES).meta({
      description: 'FAILED: given up after the last attempt; CANCELED: the endpoint was removed.',
    }),
    attemptCount: count,
    replayCount: count,
    nextAttemptAt: moment.nullable(),
    createdAt: moment,
    created_at: moment,
    finishedAt: moment.nullable(),
  })
  .meta({ id: 'EventDelivery' })

const webhookAttemptSchema = z
  .object({
    number: z.int().min(1),
    outcome: z.enum(ATTEMPT_OUTCOMES),
    startedAt: moment,
    durationMs: count,
    httpStatus: z.int().nullable().meta({ description: 'What the endpoint answered; null when nothing came.' }),
    error: z.enum(ATTEMPT_ERROR_NAMES).nullable(),
    message: z.string().nullable().meta({ description: 'What the error means and what to do.' }),
    responseBody: z.string().nullable().meta({ description: 'The first 500 characters of the answer.' }),
  })
  .meta({ id: 'DeliveryAttempt' })

export const deliveryWithAttemptsSchema = webhookDeliverySchema
  .extend({ attempts: z.array(webhookAttemptSchema) })
  .meta({ id: 'EventDeliveryWithAttempts' })

/** One event on its way to one endpoint. */
export function presentWebhookDelivery(
  delivery: DeliveryView,
  dialect: Dialect,
): z.infer<typeof webhookDeliverySchema> {
  return {
    id: delivery.id,
    webhookEndpointId: delivery.endpointId,
    eventId: delivery.eventId,
    eventType: dialect.eventName(delivery.eventType),
    status: delivery.status,
    attemptCount: delivery.attempts,
    replayCount: delivery.replays,
    nextAttemptAt: delivery.nextAttemptAt,
    createdAt: delivery.createdAt,
    created_at: delivery.createdAt,
    finishedAt: delivery.finishedAt,
  }
}

/** What came of one try to send it. */
export function presentWebhookAttempt(attempt: AttemptView): z.infer<typeof webhookAttemptSchema> {
  const { number, outcome, startedAt, durationMs, httpStatus, error, responseBody } = attempt
  const message = error === null ? null : ATTEMPT_ERRORS[error]
  return { number, outcome, startedAt, durationMs, httpStatus, error, message, responseBody }
}
