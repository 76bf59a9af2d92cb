import { Router } from 'express'
import type { ApiDeps } from '../deps.ts'
import type { EventTail } from '../events/tail.ts'
import { eventStreamRoute } from './events/stream.ts'
import { mountRead, mountStream, mountWrite } from './mount.ts'
import { cancelRoute } from './orders/cancel.ts'
import { createOrderRoute } from './orders/create.ts'
import { createEscrowRoute } from './orders/createEscrow.ts'
import { fundRoute } from './orders/fund.ts'
import { getOrderRoute } from './orders/get.ts'
import { getCommandRoute } from './orders/getCommand.ts'
import { releaseRoute } from './orders/release.ts'
import { reserveRoute } from './orders/reserve.ts'
import { balanceRoute } from './users/balance.ts'
import { createUserRoute } from './users/create.ts'
import { depositRoute } from './users/deposit.ts'
import { getUserRoute } from './users/get.ts'

const READS = [getUserRoute, depositRoute, balanceRoute, getOrderRoute, getCommandRoute]

/** Everything under /api/v1 that needs a key. */
export function apiRouter(deps: ApiDeps, tail: EventTail): Router {
  const router = Router({ caseSensitive: true })
  for (const route of READS) mountRead(router, deps, route)
  mountWrite(router, deps, createUserRoute)
  mountWrite(router, deps, createOrderRoute)
  mountWrite(router, deps, reserveRoute)
  mountWrite(router, deps, createEscrowRoute)
  mountWrite(router, deps, fundRoute)
  mountWrite(router, deps, releaseRoute)
  mountWrite(router, deps, cancelRoute)
  mountStream(router, deps, eventStreamRoute(tail))
  return router
}
