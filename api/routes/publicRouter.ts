import { Router } from 'express'
import type { ApiDeps } from '../deps.ts'
import { sendAnswer } from '../sendAnswer.ts'
import { mountDocument } from './docs/mountDocument.ts'
import { GUIDE_PATH, mountGuide } from './docs/mountGuide.ts'
import { explainError, listErrors } from './errors/get.ts'
import { readHealth, readReadiness } from './health/get.ts'
import type { AnyRoute } from './routes.ts'

/** What needs no key: the state of the process, the document of the API and the meaning of error codes. */
export function publicRouter(deps: ApiDeps, routes: readonly AnyRoute[]): Router {
  const router = Router({ caseSensitive: true })
  router.get(['/health', '/api/v1/health'], async (_request, response) => {
    sendAnswer(response, await readHealth(deps))
  })
  router.get(['/ready', '/api/v1/ready'], async (_request, response) => {
    sendAnswer(response, await readReadiness(deps))
  })
  router.get('/api/v1/errors', (_request, response) => sendAnswer(response, listErrors()))
  router.get('/api/v1/errors/:code', (request, response) => {
    const answer = explainError(request.params.code)
    // Somebody who follows the link of an error in a browser wants to read, not to parse.
    if (request.accepts(['json', 'html']) !== 'html') return sendAnswer(response, answer)
    response.redirect(302, `${GUIDE_PATH}/errors#${request.params.code.toLowerCase()}`)
  })
  mountDocument(router, deps, routes)
  mountGuide(router)
  return router
}
