import express, { type Express } from 'express'
import helmet from 'helmet'
import { createKeyRing } from './access/keyRing.ts'
import { ApiError } from './apiError.ts'
import type { ApiDeps } from './deps.ts'
import { type KeyWatch, startKeyWatch } from './events/keyWatch.ts'
import { type EventTail, startEventTail } from './events/tail.ts'
import { createAdmission } from './limits/admission.ts'
import { limitRequests } from './limits/limitRequests.ts'
import { createMetrics } from './metrics/createMetrics.ts'
import { metricsRouter } from './metrics/metricsRouter.ts'
import { admitTicket } from './middleware/admitTicket.ts'
import { authenticate } from './middleware/authenticate.ts'
import { handleErrors } from './middleware/handleErrors.ts'
import { keepFromCaches } from './middleware/keepFromCaches.ts'
import { logRequests } from './middleware/logRequests.ts'
import { measureRequests } from './middleware/measureRequests.ts'
import { readJson } from './middleware/readJson.ts'
import { requestId } from './middleware/requestId.ts'
import { speakDialect } from './middleware/speakDialect.ts'
import { traceRequests } from './middleware/traceRequests.ts'
import { requireStarted } from './readiness.ts'
import { apiRouter } from './routes/apiRouter.ts'
import { publicRouter } from './routes/publicRouter.ts'
import { allRoutes } from './routes/routes.ts'

export type ApiApp = {
  readonly express: Express
  /** Ends the event streams, which would otherwise keep the process from stopping. */
  close(): Promise<void>
}

/** Puts the API together. Nothing here listens or connects, so tests run it with what they like. */
export function createApp(outside: Omit<ApiDeps, 'admission'>): ApiApp {
  const deps: ApiDeps = { ...outside, admission: createAdmission(outside) }
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  const tail = startEventTail(deps.db, deps.logger)
  const keyRing = createKeyRing(deps.db, deps.clock, deps.logger)
  const keyWatch = startKeyWatch(deps.db, deps.logger)
  const routes = allRoutes({ tail, keyRing, keyWatch })

  const admit = authenticate(keyRing, deps.config.network)
  const metrics = createMetrics(deps)

  app.use(requestId, logRequests(deps.logger), measureRequests(metrics), helmet())
  if (deps.tracing) app.use(traceRequests(deps.tracing))
  app.use(publicRouter(deps, routes))
  app.use(metricsRouter(metrics, admit))
  app.use('/api/v1', keepFromCaches, requireStarted(deps.readiness))
  app.use('/api/v1/events', admitTicket(deps))
  app.use('/api/v1', admit, limitRequests(deps.config.rateLimitPerMinute), speakDialect)
  app.use('/api/v1', ...readJson, apiRouter(deps, routes))
  app.use((request) => {
    throw new ApiError('NOT_FOUND', `There is no ${request.method} ${request.path}. Check the method and the path.`)
  })
  app.use(handleErrors(deps.config, deps.logger))
  return { express: app, close: () => end(tail, keyWatch) }
}

async function end(tail: EventTail, keyWatch: KeyWatch): Promise<void> {
  keyWatch.close()
  await tail.close()
}
