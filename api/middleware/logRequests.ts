import type { RequestHandler, Response } from 'express'
import type { Logger } from 'pino'
import { pinoHttp } from 'pino-http'
import { requestIdOf, type Subject, subjectOf } from '../requests/context.ts'

/** One line of JSON per request. Only what is named here is logged: no header, no body, no query, so no secret. */
export function logRequests(logger: Logger): RequestHandler {
  return pinoHttp({
    logger,
    genReqId: (_request, response) => requestIdOf(response as Response),
    serializers: {
      req: (request: { id: string; method: string; url: string }) => ({
        id: request.id,
        method: request.method,
        path: request.url.split('?')[0],
      }),
      res: (response: { statusCode: number }) => ({ status: response.statusCode }),
    },
    customSuccessObject: (_request, response, line) => ({ ...line, ...idsOf(response as Response) }),
    customErrorObject: (_request, response, _error, line) => ({ ...line, ...idsOf(response as Response) }),
    customLogLevel: (request, response, error) => {
      // Whoever probes is answered, also with "not yet"; asked every second, it would hide what matters.
      if (/\/(health|ready)$/.test(request.url ?? '')) return 'debug'
      return error !== undefined || response.statusCode >= 500 ? 'error' : 'info'
    },
  })
}

function idsOf(response: Response): Subject & { readonly requestId: string } {
  return { requestId: requestIdOf(response), ...subjectOf(response) }
}
