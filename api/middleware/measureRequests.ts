import type { RequestHandler } from 'express'
import type { Metrics } from '../metrics/createMetrics.ts'
import { routeOf } from '../requests/routeOf.ts'

/** Takes the time of every request until its answer is complete. A stream counts when it ends. */
export function measureRequests(metrics: Metrics): RequestHandler {
  return (request, response, next) => {
    const startedAt = performance.now()
    response.once('close', () => {
      const status = response.writableFinished ? String(response.statusCode) : 'aborted'
      metrics.observe(
        { method: request.method, route: routeOf(request), status },
        (performance.now() - startedAt) / 1_000,
      )
    })
    next()
  }
}
