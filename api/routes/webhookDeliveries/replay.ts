import { z } from 'zod'
import { newId } from '../../../db/newId.ts'
import { replayDelivery } from '../../../db/webhooks/replayDelivery.ts'
import { success } from '../../answer.ts'
import { ApiError } from '../../apiError.ts'
import type { ApiDeps } from '../../deps.ts'
import { presentWebhookDelivery, webhookDeliverySchema } from '../../presenters/webhookDelivery.ts'
import { requireWebhookDelivery } from '../../resources/requireWebhookDelivery.ts'
import { writeRoute } from '../route.ts'

export const replayWebhookDeliveryRoute = writeRoute({
  name: 'replayWebhookDelivery',
  method: 'post',
  path: '/webhook-deliveries/:webhookDeliveryId/replay',
  scope: 'support',
  summary: 'Sends a webhook delivery again at once, and after failures as often as a new one. Its event keeps its id.',
  shape: 'object',
  data: webhookDeliverySchema,
  statuses: [200],
  errors: ['WEBHOOK_DELIVERY_NOT_FOUND', 'INVALID_STATE'],
  body: z.strictObject({}),
  async prepare({ deps, params, dialect }) {
    const { id } = await requireWebhookDelivery(deps.db, params.webhookDeliveryId)
    return {
      ids: { commandId: newId('command'), resourceId: id },
      // Sent once more, the event has the same webhook-id: whoever receives it knows it.
      recall: async () => null,
      async perform() {
        const replayed = await replayDelivery(deps.db, id)
        if (replayed === null) throw await notReplayed(deps, id)
        return success(200, presentWebhookDelivery(replayed, dialect))
      },
    }
  },
})

async function notReplayed({ db }: ApiDeps, deliveryId: string): Promise<ApiError> {
  const { endpointId, status } = await requireWebhookDelivery(db, deliveryId)
  const message = `The delivery ${deliveryId} cannot be sent again: its webhook endpoint ${endpointId} was removed.`
  return new ApiError('INVALID_STATE', message, { details: { currentStatus: status, allowedActions: [] } })
}
