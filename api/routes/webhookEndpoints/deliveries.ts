import { z } from 'zod'
import { listDeliveries } from '../../../db/webhooks/readDeliveries.ts'
import { storedPattern } from '../../../domain/eventNames.ts'
import { DELIVERY_STATUSES } from '../../../domain/webhooks/endpoint.ts'
import { successPage } from '../../answer.ts'
import { presentWebhookDelivery, webhookDeliverySchema } from '../../presenters/webhookDelivery.ts'
import {
  choiceParameter,
  cursorParameter,
  limitParameter,
  momentParameter,
  textParameter,
} from '../../requests/queryFields.ts'
import { requireWebhookEndpoint } from '../../resources/requireWebhookEndpoint.ts'
import { readRoute } from '../route.ts'

const TYPE_LENGTH = 100

export const listWebhookDeliveriesRoute = readRoute({
  name: 'listWebhookDeliveries',
  method: 'get',
  path: '/webhook-endpoints/:webhookEndpointId/deliveries',
  scope: 'read',
  summary: 'Lists what was and will be sent to a webhook endpoint, newest first, for 30 days after it ended.',
  shape: 'page',
  data: webhookDeliverySchema,
  errors: ['WEBHOOK_ENDPOINT_NOT_FOUND'],
  query: z.strictObject({
    status: choiceParameter(DELIVERY_STATUSES),
    eventType: textParameter(TYPE_LENGTH).meta({ description: 'One type of event.', example: 'order.closed' }),
    createdAfter: momentParameter,
    createdBefore: momentParameter,
    limit: limitParameter,
    cursor: cursorParameter('webhookDelivery'),
  }),
  async handle({ deps, params, query, dialect }) {
    const { id } = await requireWebhookEndpoint(deps.db, params.webhookEndpointId)
    const eventType = query.eventType === undefined ? undefined : storedPattern(query.eventType)
    const { deliveries, hasMore } = await listDeliveries(deps.db, { ...query, eventType, endpointId: id })
    const shown = deliveries.map((delivery) => presentWebhookDelivery(delivery, dialect))
    return successPage(shown, hasMore, deliveries.at(-1)?.id)
  },
})
