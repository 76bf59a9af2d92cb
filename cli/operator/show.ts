import { presentOperatorAction } from '../../api/presenters/operations.ts'
import { presentOrder } from '../../api/presenters/order.ts'
import type { OrderId } from '../../domain/ids.ts'
import { formatExact, stroops } from '../../domain/money.ts'
import { type Said, said } from './exit.ts'
import { type Dossier, gather } from './gather.ts'
import type { Tools } from './reach.ts'
import { writeOrder } from './writeOrder.ts'

/** `orders show`: the state, what holds it up, and all that happened, to read or to keep. */
export async function show(tools: Tools, { orderId }: { readonly orderId: OrderId }): Promise<Said> {
  const dossier = await gather(tools, orderId)
  const page = tools.pageOf(orderId)
  return said(writeOrder(dossier, page), asJson(dossier, page))
}

function asJson({ order, stuck, workflow, records, timeline, actions }: Dossier, page: string | null): object {
  const entries = records.entries.map(({ amountStroops, ...entry }) => ({ ...entry, amount: exact(amountStroops) }))
  return {
    order: presentOrder(order),
    stuck,
    workflow,
    page,
    steps: records.attempts,
    entries,
    openCommands: records.openCommands,
    events: timeline.events.map(({ occurredAt, eventType, payload }) => ({ occurredAt, eventType, payload })),
    states: timeline.states,
    actions: actions.map(presentOperatorAction),
  }
}

function exact(amountStroops: string): string {
  return formatExact(stroops(BigInt(amountStroops)))
}
