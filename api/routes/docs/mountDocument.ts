import { apiReference } from '@scalar/express-api-reference'
import type { Request, Response, Router } from 'express'
import type { ApiDeps } from '../../deps.ts'
import { type ApiDocument, buildDocument } from '../../openapi/buildDocument.ts'
import { offlineReference } from '../../openapi/offlineReference.ts'
import { publicUrlOf } from '../../publicUrl.ts'
import type { AnyRoute } from '../routes.ts'

const DOCUMENT_PATH = '/openapi.json'
/** The reference's own script comes from here, in a version that stays the same: its package carries none to be served. */
const SCRIPT_HOST = 'https://cdn.jsdelivr.net'
const SCRIPT = `${SCRIPT_HOST}/npm/@scalar/api-reference@1.72.1`

const PAGE_POLICY = [
  "default-src 'self'",
  `script-src 'unsafe-inline' ${SCRIPT_HOST}`,
  `style-src 'unsafe-inline' ${SCRIPT_HOST}`,
  'font-src https: data:',
  'img-src https: data:',
  `connect-src 'self' ${SCRIPT_HOST}`,
].join('; ')

/** The document of the API as JSON and as a page to read. Needs no key: it says nothing that a caller may not know. */
export function mountDocument(router: Router, deps: ApiDeps, routes: readonly AnyRoute[]): void {
  let built: ApiDocument | null = null
  const documentFor = (request: Request): ApiDocument => {
    built ??= buildDocument(routes, publicUrlOf(deps.config, request))
    return built
  }
  const render = apiReference({
    url: DOCUMENT_PATH,
    pageTitle: 'OFFER-HUB Orchestrator: API',
    cdn: SCRIPT,
    showDeveloperTools: 'never',
  })
  router.get([DOCUMENT_PATH, `/api/v1${DOCUMENT_PATH}`], (request, response) => {
    response.json(documentFor(request))
  })
  router.get('/docs', (request, response, next) => {
    response.set('Content-Security-Policy', PAGE_POLICY)
    withPlainReference(response, documentFor(request))
    return render(request as Parameters<typeof render>[0], response, next)
  })
}

const MOUNT_POINT = '<div id="app"></div>'

/** Puts a plain reference where Scalar will show its own: it stays there when the script cannot be fetched. */
function withPlainReference(response: Response, document: ApiDocument): void {
  const send = response.send.bind(response)
  response.send = (page: string) => send(page.replace(MOUNT_POINT, `<div id="app">${offlineReference(document)}</div>`))
}
