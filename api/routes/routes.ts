import type { Router } from 'express'
import type { KeyRing } from '../access/keyRing.ts'
import type { ApiDeps } from '../deps.ts'
import type { KeyWatch } from '../events/keyWatch.ts'
import type { EventTail } from '../events/tail.ts'
import { createApiKeyRoute } from './apiKeys/create.ts'
import { listApiKeysRoute } from './apiKeys/list.ts'
import { revokeApiKeyRoute } from './apiKeys/revoke.ts'
import { rotateApiKeyRoute } from './apiKeys/rotate.ts'
import { listFindingsRoute } from './audit/findings.ts'
import { getReservesRoute } from './audit/reserves.ts'
import { getConfigRoute } from './config/get.ts'
import { assignDisputeRoute } from './disputes/assign.ts'
import { getDisputeRoute } from './disputes/get.ts'
import { listDisputesRoute } from './disputes/list.ts'
import { resolveDisputeRoute } from './disputes/resolve.ts'
import { createTicketRoute } from './events/createTicket.ts'
import { eventHistoryRoute } from './events/history.ts'
import { eventStreamRoute } from './events/stream.ts'
import { mountRead, mountStream, mountWrite } from './mount.ts'
import { cancelRoute } from './orders/cancel.ts'
import { completeMilestoneRoute } from './orders/completeMilestone.ts'
import { createOrderRoute } from './orders/create.ts'
import { createEscrowRoute } from './orders/createEscrow.ts'
import { disputeRoute } from './orders/dispute.ts'
import { fundRoute } from './orders/fund.ts'
import { getOrderRoute } from './orders/get.ts'
import { getCommandRoute } from './orders/getCommand.ts'
import { listOrdersRoute } from './orders/list.ts'
import { listCommandsRoute } from './orders/listCommands.ts'
import { quoteRoute } from './orders/quote.ts'
import { refundRoute } from './orders/refund.ts'
import { releaseRoute } from './orders/release.ts'
import { releaseMilestoneRoute } from './orders/releaseMilestone.ts'
import { reserveRoute } from './orders/reserve.ts'
import { timelineRoute } from './orders/timeline.ts'
import type { ReadRoute, StreamRoute, WriteRoute } from './route.ts'
import { abortOrderRoute } from './support/abort.ts'
import { auditLogRoute } from './support/auditLog.ts'
import { extendDeadlineRoute } from './support/extendDeadline.ts'
import { listStuckOrdersRoute } from './support/listStuck.ts'
import { resolveManuallyRoute } from './support/resolveManually.ts'
import { retryOrderRoute } from './support/retry.ts'
import { balanceRoute } from './users/balance.ts'
import { balanceHistoryRoute } from './users/balanceHistory.ts'
import { createUserRoute } from './users/create.ts'
import { depositRoute } from './users/deposit.ts'
import { getUserRoute } from './users/get.ts'
import { listUsersRoute } from './users/list.ts'
import { walletRoute } from './users/wallet.ts'
import { walletTransactionsRoute } from './users/walletTransactions.ts'
import { createWithdrawalRoute } from './withdrawals/create.ts'
import { getWithdrawalRoute } from './withdrawals/get.ts'
import { giveUpWithdrawalRoute } from './withdrawals/giveUp.ts'
import { listWithdrawalsRoute } from './withdrawals/list.ts'
import { retryWithdrawalRoute } from './withdrawals/retry.ts'

/** What some routes need beside the dependencies of all. */
export type RouteParts = { readonly tail: EventTail; readonly keyRing: KeyRing; readonly keyWatch: KeyWatch }

/** A route with its own type of query or body, as something that can be mounted or described without knowing that type. */
export type AnyRoute =
  | { readonly does: 'read'; readonly route: ReadRoute<never>; mount(router: Router, deps: ApiDeps): void }
  | { readonly does: 'write'; readonly route: WriteRoute<never>; mount(router: Router, deps: ApiDeps): void }
  | { readonly does: 'stream'; readonly route: StreamRoute; mount(router: Router, deps: ApiDeps): void }

/** Every route under /api/v1 that needs a key: what is mounted, and what the document of the API is made from. */
export function allRoutes({ tail, keyRing, keyWatch }: RouteParts): AnyRoute[] {
  return [
    write(createUserRoute),
    read(listUsersRoute),
    read(getUserRoute),
    read(walletRoute),
    read(walletTransactionsRoute),
    read(depositRoute),
    read(balanceRoute),
    read(balanceHistoryRoute),
    write(createOrderRoute),
    read(listOrdersRoute),
    read(getOrderRoute),
    write(reserveRoute),
    write(createEscrowRoute),
    write(fundRoute),
    write(completeMilestoneRoute),
    write(releaseMilestoneRoute),
    write(releaseRoute),
    write(refundRoute),
    write(disputeRoute),
    write(cancelRoute),
    read(quoteRoute),
    read(timelineRoute),
    read(listCommandsRoute),
    read(getCommandRoute),
    read(listDisputesRoute),
    read(getDisputeRoute),
    write(assignDisputeRoute),
    write(resolveDisputeRoute),
    write(createWithdrawalRoute),
    read(listWithdrawalsRoute),
    read(getWithdrawalRoute),
    write(retryWithdrawalRoute),
    write(giveUpWithdrawalRoute),
    read(listStuckOrdersRoute),
    write(retryOrderRoute),
    write(abortOrderRoute),
    write(resolveManuallyRoute),
    write(extendDeadlineRoute),
    read(auditLogRoute),
    stream(eventStreamRoute(tail, keyWatch)),
    read(eventHistoryRoute),
    write(createTicketRoute),
    write(createApiKeyRoute),
    read(listApiKeysRoute),
    write(rotateApiKeyRoute(keyRing)),
    write(revokeApiKeyRoute(keyRing)),
    read(getReservesRoute),
    read(listFindingsRoute),
    read(getConfigRoute),
  ]
}

function read<Query>(route: ReadRoute<Query>): AnyRoute {
  return {
    does: 'read',
    route: route as unknown as ReadRoute<never>,
    mount: (router, deps) => mountRead(router, deps, route),
  }
}

function write<Body>(route: WriteRoute<Body>): AnyRoute {
  return {
    does: 'write',
    route: route as unknown as WriteRoute<never>,
    mount: (router, deps) => mountWrite(router, deps, route),
  }
}

function stream(route: StreamRoute): AnyRoute {
  return { does: 'stream', route, mount: (router, deps) => mountStream(router, deps, route) }
}
