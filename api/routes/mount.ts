import type { Request, Response, Router } from 'express'
import { crashPoint } from '../../crash/crashPoint.ts'
import { userBalance } from '../../db/ledger/balances.ts'
import { isId } from '../../domain/ids.ts'
import type { Answer } from '../answer.ts'
import type { ApiDeps } from '../deps.ts'
import type { Dialect, Shape } from '../dialects/dialect.ts'
import { fingerprint } from '../idempotency/fingerprint.ts'
import type { WorkIds } from '../idempotency/heldIds.ts'
import { once, type Work } from '../idempotency/once.ts'
import { requireScope } from '../middleware/requireScope.ts'
import { presentError } from '../presenters/error.ts'
import { publicUrlOf } from '../publicUrl.ts'
import { callerOf, dialectOf, jsonOf, noteSubject, requestIdOf } from '../requests/context.ts'
import { readIdempotencyKey } from '../requests/idempotencyKey.ts'
import { parseBody, parseQuery } from '../requests/parseBody.ts'
import { readPreference } from '../requests/preference.ts'
import { sendAnswer } from '../sendAnswer.ts'
import { noQuery, type ReadRoute, type StreamRoute, type WriteCall, type WriteRoute } from './route.ts'

export function mountRead<Query>(router: Router, deps: ApiDeps, route: ReadRoute<Query>): void {
  router.get(route.path, requireScope(route.scope), async (request, response) => {
    noteOrder(request, response)
    const dialect = dialectOf(response)
    const answer = await route.handle({
      deps,
      caller: callerOf(response),
      params: paramsOf(request),
      query: parseQuery(route.query, request.query),
      dialect,
    })
    sendAnswer(response, await translate(deps, dialect, route.shape, answer))
  })
}

export function mountStream(router: Router, deps: ApiDeps, route: StreamRoute): void {
  router.get(route.path, requireScope(route.scope), (request, response) => route.stream(deps, request, response))
}

export function mountWrite<Body>(router: Router, deps: ApiDeps, route: WriteRoute<Body>): void {
  router.post(route.path, requireScope(route.scope), async (request, response) => {
    const answer = await write(deps, route, request, response)
    crashPoint('answer.send.before', `POST ${request.path}`)
    sendAnswer(response, answer)
    crashPoint('answer.send.after', `POST ${request.path}`)
  })
}

/** Validates, lets the route refuse what it can, and only then claims the key and carries the request out. */
async function write<Body>(deps: ApiDeps, route: WriteRoute<Body>, request: Request, response: Response) {
  noteOrder(request, response)
  parseQuery(noQuery, request.query)
  const { body, normal } = parseBody(route.body, jsonOf(response))
  // Support may act also when there is too much to do: then most of all.
  if (route.statuses.includes(202) && route.scope === 'write') await deps.admission.admit()
  const path = `${request.baseUrl}${request.path}`.replace(/\/+$/, '')
  const dialect = dialectOf(response)
  const call: WriteCall<Body> = {
    deps,
    caller: callerOf(response),
    params: paramsOf(request),
    body,
    spelling: normal.spelling,
    dialect,
    route: `POST ${path}`,
    idempotencyKey: readIdempotencyKey(request.get('Idempotency-Key')),
    preference: readPreference(request.get('Prefer')),
  }
  const work = noting(response, inDialect(deps, dialect, route.shape, await route.prepare(call)))
  if (call.idempotencyKey === undefined) return work.perform(work.ids)
  const context = { requestId: requestIdOf(response), publicUrl: publicUrlOf(deps.config, request) }
  const same = fingerprint('POST', path, dialect.version, normal.body)
  return once(
    { db: deps.db, logger: deps.logger, present: (error) => presentError(error, context) },
    { apiKeyId: call.caller.apiKeyId, key: call.idempotencyKey, fingerprint: same },
    work,
  )
}

/** The answer is translated before it is stored, so that a repeat gets it word for word. */
function inDialect(deps: ApiDeps, dialect: Dialect, shape: Shape, work: Work): Work {
  return {
    ...work,
    perform: async (ids) => translate(deps, dialect, shape, await work.perform(ids)),
    async recall(ids) {
      const answer = await work.recall(ids)
      return answer === null ? null : translate(deps, dialect, shape, answer)
    },
  }
}

/** Tells logs and traces whose command it is, and which. A repeat has the ids of the first attempt. */
function noting(response: Response, work: Work): Work {
  const note = ({ commandId, resourceId }: WorkIds) =>
    noteSubject(response, { commandId, ...(isId('order', resourceId) && { orderId: resourceId }) })
  return {
    ...work,
    perform(ids) {
      note(ids)
      return work.perform(ids)
    },
    recall(ids) {
      note(ids)
      return work.recall(ids)
    },
  }
}

/** Only what can be an order's id is repeated in a log; anything may stand in a path. */
function noteOrder(request: Request, response: Response): void {
  const { orderId } = request.params
  if (typeof orderId === 'string' && isId('order', orderId)) noteSubject(response, { orderId })
}

function translate(deps: ApiDeps, dialect: Dialect, shape: Shape, answer: Answer): Promise<Answer> {
  return dialect.translate(shape, answer, { balanceOf: (userId) => userBalance(deps.db, userId) })
}

function paramsOf(request: Request): Readonly<Record<string, string>> {
  return request.params as Readonly<Record<string, string>>
}
