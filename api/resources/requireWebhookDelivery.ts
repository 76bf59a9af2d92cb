import type { Database } from '../../db/connect.ts'
import type { DeliveryWithAttempts } from '../../db/webhooks/deliveryView.ts'
import { readDelivery } from '../../db/webhooks/readDeliveries.ts'
import { isId } from '../../domain/ids.ts'
import { ApiError } from '../apiError.ts'

/** Reads the webhook delivery of a path, with what was tried. */
export async function requireWebhookDelivery(db: Database, id: string | undefined): Promise<DeliveryWithAttempts> {
  const delivery = id !== undefined && isId('webhookDelivery', id) ? await readDelivery(db, id) : null
  if (delivery !== null) return delivery
  throw new ApiError('WEBHOOK_DELIVERY_NOT_FOUND', `There is no webhook delivery "${id}". Check its id.`, {
    details: { webhookDeliveryId: id },
  })
}
