import type { Request, RequestHandler, Response, Router } from 'express'
import type { Scope } from '../../db/schema.ts'
import { ApiError } from '../apiError.ts'
import type { ApiDeps } from '../deps.ts'
import { fingerprint } from '../idempotency/fingerprint.ts'
import { once } from '../idempotency/once.ts'
import { presentError } from '../presenters/error.ts'
import { publicUrlOf } from '../publicUrl.ts'
import { callerOf, jsonOf, requestIdOf } from '../requests/context.ts'
import { readIdempotencyKey } from '../requests/idempotencyKey.ts'
import { parseBody } from '../requests/parseBody.ts'
import { readPreference } from '../requests/preference.ts'
import { sendAnswer } from '../sendAnswer.ts'
import type { ReadRoute, StreamRoute, WriteCall, WriteRoute } from './route.ts'

export function mountRead(router: Router, deps: ApiDeps, route: ReadRoute): void {
  router.get(route.path, requireScope(route.scope), async (request, response) => {
    sendAnswer(response, await route.handle({ deps, params: paramsOf(request), query: request.query }))
  })
}

export function mountStream(router: Router, deps: ApiDeps, route: StreamRoute): void {
  router.get(route.path, requireScope(route.scope), (request, response) => route.stream(deps, request, response))
}

export function mountWrite<Body>(router: Router, deps: ApiDeps, route: WriteRoute<Body>): void {
  router.post(route.path, requireScope(route.scope), async (request, response) => {
    sendAnswer(response, await write(deps, route, request, response))
  })
}

/** Validates, lets the route refuse what it can, and only then claims the key and carries the request out. */
async function write<Body>(deps: ApiDeps, route: WriteRoute<Body>, request: Request, response: Response) {
  const { body, normal } = parseBody(route.body, jsonOf(response))
  const path = `${request.baseUrl}${request.path}`.replace(/\/+$/, '')
  const call: WriteCall<Body> = {
    deps,
    caller: callerOf(response),
    params: paramsOf(request),
    body,
    route: `POST ${path}`,
    idempotencyKey: readIdempotencyKey(request.get('Idempotency-Key')),
    preference: readPreference(request.get('Prefer')),
  }
  const work = await route.prepare(call)
  if (call.idempotencyKey === undefined) return work.perform(work.ids)
  const context = { requestId: requestIdOf(response), publicUrl: publicUrlOf(deps.config, request) }
  return once(
    { db: deps.db, logger: deps.logger, present: (error) => presentError(error, context) },
    { apiKeyId: call.caller.apiKeyId, key: call.idempotencyKey, fingerprint: fingerprint('POST', path, normal) },
    work,
  )
}

function requireScope(scope: Scope): RequestHandler {
  return (_request, response, next) => {
    if (!callerOf(response).scopes.includes(scope)) {
      throw new ApiError('FORBIDDEN', `This API key lacks the scope "${scope}".`, { details: { requiredScope: scope } })
    }
    next()
  }
}

function paramsOf(request: Request): Readonly<Record<string, string>> {
  return request.params as Readonly<Record<string, string>>
}
