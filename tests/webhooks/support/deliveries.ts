import { expect } from 'vitest'
import type { DeliveryWithAttempts } from '../../../db/webhooks/deliveryView.ts'
import { readDelivery } from '../../../db/webhooks/readDeliveries.ts'
import type { WebhookEndpointId } from '../../../domain/ids.ts'
import { verifyWebhook } from '../../../sdk/src/webhooks.ts'
import type { Received } from './receiver.ts'
import type { World } from './world.ts'

type Body = { type: string; timestamp: string; data: Record<string, unknown> }

/** What came, verified as its receiver would. */
export async function verified(received: Received | undefined, secret: string | readonly string[]) {
  if (received === undefined) return expect.fail('Nothing came')
  const headers = received.headers as Record<string, string>
  // The test's clock runs ahead of the one that the verification reads.
  return await verifyWebhook<Body>({ body: received.body, headers, secret, toleranceSeconds: 10 ** 9 })
}

/** The one delivery that an endpoint has. */
export async function onlyDelivery(world: World, endpointId: WebhookEndpointId): Promise<DeliveryWithAttempts> {
  const deliveries = await world.deliveries(endpointId)
  expect(deliveries).toHaveLength(1)
  const [delivery] = deliveries
  const read = delivery && (await readDelivery(world.db, delivery.id))
  return read ?? expect.fail('The delivery cannot be read')
}
