import type { Request, RequestHandler } from 'express'
import type { Metrics } from '../metrics/createMetrics.ts'

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

/** The pattern that matched. What matched none shares one name: whoever tries paths must not make series. */
function routeOf({ baseUrl, route }: Request): string {
  const path: unknown = route?.path
  if (path === undefined) return 'unmatched'
  return Array.isArray(path) ? String(path[0]) : `${baseUrl}${String(path)}`
}
