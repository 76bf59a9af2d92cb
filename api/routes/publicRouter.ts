import { Router } from 'express'
import type { ApiDeps } from '../deps.ts'
import { sendAnswer } from '../sendAnswer.ts'
import { explainError, listErrors } from './errors/get.ts'
import { readHealth } from './health/get.ts'

/** What needs no key: the state of the process and the meaning of error codes. */
export function publicRouter(deps: ApiDeps): Router {
  const router = Router({ caseSensitive: true })
  router.get(['/health', '/api/v1/health'], async (_request, response) => {
    sendAnswer(response, await readHealth(deps))
  })
  router.get('/api/v1/errors', (_request, response) => sendAnswer(response, listErrors()))
  router.get('/api/v1/errors/:code', (request, response) => sendAnswer(response, explainError(request.params.code)))
  return router
}
