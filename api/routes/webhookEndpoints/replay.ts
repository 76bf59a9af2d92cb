import { z } from 'zod'
import { newId } from '../../../db/newId.ts'
import { replayRange } from '../../../db/webhooks/replayRange.ts'
import { MAX_REPLAYED_EVENTS } from '../../../domain/webhooks/endpoint.ts'
import { success } from '../../answer.ts'
import { validationError } from '../../apiError.ts'
import { count, idOf } from '../../presenters/fields.ts'
import { oneOf, optional } from '../../requests/fields.ts'
import { webhookEndpointIdOf, webhookEndpointNotFound } from '../../resources/requireWebhookEndpoint.ts'
import { momentField } from '../../webhooks/fields.ts'
import { writeRoute } from '../route.ts'

export const replayWebhookDeliveriesBody = z.strictObject({
  since: momentField,
  until: optional(momentField),
  status: optional(oneOf(['FAILED', 'ALL'])),
})

const replaySchema = z
  .object({
    webhookEndpointId: idOf('webhookEndpoint'),
    deliveries: count.meta({ description: 'How many deliveries start again or are made.' }),
  })
  .meta({ id: 'WebhookReplay' })

export const replayWebhookDeliveriesRoute = writeRoute({
  name: 'replayWebhookDeliveries',
  method: 'post',
  path: '/webhook-endpoints/:webhookEndpointId/replay',
  scope: 'support',
  summary:
    'Sends the events of a time again: those that were given up, or with status ALL every one that the endpoint wants.',
  shape: 'object',
  data: replaySchema,
  statuses: [200],
  errors: ['WEBHOOK_ENDPOINT_NOT_FOUND'],
  body: replayWebhookDeliveriesBody,
  async prepare({ deps, params, body }) {
    const id = webhookEndpointIdOf(params.webhookEndpointId)
    const { since, until = new Date(deps.clock.nowMs()).toISOString() } = body
    const status = body.status === 'ALL' ? 'all' : 'FAILED'
    if (since >= until) throw validationError([{ field: 'since', message: 'must lie before until, and before now' }])
    return {
      ids: { commandId: newId('command'), resourceId: id },
      // Sent once more, an event has the same webhook-id: whoever receives it knows it.
      recall: async () => null,
      async perform() {
        const replayed = await replayRange(deps.db, id, { since, until, status })
        if (replayed === 'not_found') throw webhookEndpointNotFound(id)
        if (replayed === 'too_many') throw tooMany()
        return success(200, { webhookEndpointId: id, deliveries: replayed.deliveries })
      },
    }
  },
})

function tooMany() {
  const message = `must be nearer to until: more than ${MAX_REPLAYED_EVENTS} events are not sent again with one call`
  return validationError([{ field: 'since', message }])
}
