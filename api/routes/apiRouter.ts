import { Router } from 'express'
import type { ApiDeps } from '../deps.ts'
import type { AnyRoute } from './routes.ts'

/** Everything under /api/v1 that needs a key. */
export function apiRouter(deps: ApiDeps, routes: readonly AnyRoute[]): Router {
  const router = Router({ caseSensitive: true })
  for (const { mount } of routes) mount(router, deps)
  return router
}
