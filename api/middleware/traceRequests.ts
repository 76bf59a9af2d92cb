import type { Request, RequestHandler } from 'express'
import type { Tracing } from '../../telemetry/tracing.ts'
import { requestIdOf, subjectOf } from '../requests/context.ts'
import { routeOf } from '../requests/routeOf.ts'

/** Whoever probes and whoever scrapes would fill the traces with nothing. */
const UNTRACED = /^\/(health|ready|metrics)$/

/** Makes every request a span that continues the caller's trace, and that what it causes belongs to. */
export function traceRequests(tracing: Tracing): RequestHandler {
  return (request, response, next) => {
    if (UNTRACED.test(request.path)) {
      next()
      return
    }
    const span = tracing.begin({
      name: request.method,
      kind: 'server',
      parent: carrierOf(request),
      notes: { 'http.request.method': request.method, 'offerhub.request.id': requestIdOf(response) },
    })
    response.once('close', () => {
      const route = routeOf(request)
      span.rename(`${request.method} ${route}`)
      const { orderId, commandId } = subjectOf(response)
      span.note({
        'http.route': route,
        'http.response.status_code': response.statusCode,
        'offerhub.order.id': orderId,
        'offerhub.command.id': commandId,
      })
      span.end(response.statusCode >= 500 ? new Error(`answered ${response.statusCode}`) : undefined)
    })
    span.run(next)
  }
}

function carrierOf(request: Request) {
  const [traceparent, tracestate] = [request.get('traceparent'), request.get('tracestate')]
  return { ...(traceparent !== undefined && { traceparent }), ...(tracestate !== undefined && { tracestate }) }
}
