import { setTimeout as delay } from 'node:timers/promises'
import type { OrderView } from '../../db/orders/read.ts'
import type { OrderId } from '../../domain/ids.ts'
import { ApiError } from '../apiError.ts'
import type { ApiDeps } from '../deps.ts'
import { requireOrder } from '../resources/requireOrder.ts'
import { type OrderStanding, TemporalUnreachable } from '../temporal/port.ts'

const ROUNDS = 5
const PAUSE_MS = 100
const RETRY_AFTER_SECONDS = 2

/** How the order's row and its workflow compare. */
export type Consistency = {
  readonly level: 'strong'
  /** Null when the workflow has ended so long ago that Temporal has forgotten it. */
  readonly workflow: OrderStanding | null
  readonly agrees: boolean
}

/**
 * Reads an order and holds it against what its workflow knows. The row is written first and the workflow learns of it a
 * moment later, so a row that is ahead is asked about again before it counts as a difference.
 */
export async function readConsistently(
  deps: ApiDeps,
  id: string | undefined,
): Promise<{ order: OrderView; consistency: Consistency }> {
  const { id: known } = await requireOrder(deps.db, id)
  for (let round = 1; ; round += 1) {
    const workflow = await standingOf(deps, known as OrderId)
    const order = await requireOrder(deps.db, known)
    const agrees = workflow === null || (workflow.version === order.version && workflow.status === order.status)
    if (agrees || round === ROUNDS) return { order, consistency: { level: 'strong', workflow, agrees } }
    await delay(PAUSE_MS)
  }
}

async function standingOf(deps: ApiDeps, orderId: OrderId): Promise<OrderStanding | null> {
  try {
    return await deps.temporal.queryOrder(orderId)
  } catch (error) {
    if (!(error instanceof TemporalUnreachable)) throw error
    throw new ApiError(
      'SERVICE_UNAVAILABLE',
      `The workflow of order ${orderId} could not be asked; a worker must be running for that. ` +
        'Read the order without consistency=strong, or repeat the request shortly.',
      { retryAfterSeconds: RETRY_AFTER_SECONDS, cause: error },
    )
  }
}
