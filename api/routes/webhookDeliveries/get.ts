import { success } from '../../answer.ts'
import {
  deliveryWithAttemptsSchema,
  presentWebhookAttempt,
  presentWebhookDelivery,
} from '../../presenters/webhookDelivery.ts'
import { requireWebhookDelivery } from '../../resources/requireWebhookDelivery.ts'
import { noQuery, readRoute } from '../route.ts'

export const getWebhookDeliveryRoute = readRoute({
  name: 'getWebhookDelivery',
  method: 'get',
  path: '/webhook-deliveries/:webhookDeliveryId',
  scope: 'read',
  summary: 'Shows a webhook delivery with what was tried and what the endpoint answered.',
  shape: 'object',
  data: deliveryWithAttemptsSchema,
  errors: ['WEBHOOK_DELIVERY_NOT_FOUND'],
  query: noQuery,
  async handle({ deps, params, dialect }) {
    const { attemptLog, ...delivery } = await requireWebhookDelivery(deps.db, params.webhookDeliveryId)
    return success(200, {
      ...presentWebhookDelivery(delivery, dialect),
      attempts: attemptLog.map(presentWebhookAttempt),
    })
  },
})
