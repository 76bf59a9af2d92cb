import { listOperatorActions, type OperatorActionView } from '../../db/operators/list.ts'
import { type OrderRecords, readOrderRecords } from '../../db/operators/orderRecords.ts'
import type { OrderView } from '../../db/orders/read.ts'
import { readTimeline, type Timeline } from '../../db/orders/timeline.ts'
import type { OrderId } from '../../domain/ids.ts'
import { type Advice, advise } from '../../domain/operations/advise.ts'
import type { Tools } from './reach.ts'
import { requireOrder } from './requireOrder.ts'

/** All there is to know about an order. */
export type Dossier = {
  readonly order: OrderView
  /** Null for an order that is not stuck. */
  readonly stuck: Advice | null
  /** What the workflow says of itself; a sentence where nobody answered for it. */
  readonly workflow: { readonly status: string; readonly version: number } | string
  readonly records: OrderRecords
  readonly timeline: Timeline
  readonly actions: readonly OperatorActionView[]
}

const MAX_ACTIONS = 100

/** Reads Postgres and asks Temporal. Postgres alone is enough: what Temporal does not answer is said so. */
export async function gather(tools: Tools, orderId: OrderId): Promise<Dossier> {
  const { db, temporal } = tools
  const order = await requireOrder(tools, orderId)
  const [reason, workflow, records, timeline, { actions }] = await Promise.all([
    temporal.readStuckReason(orderId).catch(() => null),
    temporal.queryOrder(orderId).then(
      (standing) => standing ?? 'Temporal has no workflow of this order any more.',
      () => 'No worker answered for the workflow.',
    ),
    readOrderRecords(db, orderId),
    readTimeline(db, orderId),
    listOperatorActions(db, { orderId, limit: MAX_ACTIONS }),
  ])
  return { order, stuck: reason === null ? null : advise(reason), workflow, records, timeline, actions }
}
