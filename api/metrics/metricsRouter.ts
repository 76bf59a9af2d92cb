import { type RequestHandler, Router } from 'express'
import { requireScope } from '../middleware/requireScope.ts'
import type { Metrics } from './createMetrics.ts'

/** `GET /metrics` for Prometheus, with a key: the figures tell how the business goes. */
export function metricsRouter(metrics: Metrics, admit: RequestHandler): Router {
  const router = Router({ caseSensitive: true })
  router.get('/metrics', admit, requireScope('support'), async (_request, response) => {
    response.set('Content-Type', metrics.contentType).send(await metrics.render())
  })
  return router
}
