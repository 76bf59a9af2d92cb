import { Router } from 'express'
import type { KeyRing } from '../access/keyRing.ts'
import { authenticate } from '../middleware/authenticate.ts'
import { requireScope } from '../middleware/requireScope.ts'
import type { Metrics } from './createMetrics.ts'

/** `GET /metrics` for Prometheus, with a key: the figures tell how the business goes. */
export function metricsRouter(metrics: Metrics, keyRing: KeyRing): Router {
  const router = Router({ caseSensitive: true })
  router.get('/metrics', authenticate(keyRing), requireScope('support'), async (_request, response) => {
    response.set('Content-Type', metrics.contentType).send(await metrics.render())
  })
  return router
}
