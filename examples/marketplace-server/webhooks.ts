import { verifyWebhook, type WebhookBody } from '@offerhub/sdk'
import express, { type Router } from 'express'
import type { Updates } from './updates.ts'

/** Takes events that are sent here. What the subscription tells as well does no harm: a page just reads its order again. */
export function receiveWebhooks(updates: Updates, secret: string): Router {
  const router = express.Router()
  // The signature is of the bytes as they came.
  router.post('/webhooks', express.raw({ type: 'application/json' }), async ({ body, headers }, response) => {
    const verified = await verifyWebhook<WebhookBody>({ body, headers, secret }).catch(() => null)
    if (verified !== null) updates.tell(verified.body.data.aggregateId, verified.body.type)
    response.sendStatus(verified === null ? 400 : 204)
  })
  return router
}
