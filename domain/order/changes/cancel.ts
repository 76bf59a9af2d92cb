import type { CancelCommand } from '../command.ts'
import type { OrderState } from '../state.ts'
import { balanceEvent, makeStep, orderEvent, type Step, succeeded } from '../step.ts'

/** The order closes before its escrow; a reservation goes back to the buyer. */
export function cancel(state: OrderState, command: CancelCommand): Step {
  const { terms } = state
  const reserved = state.status === 'FUNDS_RESERVED'
  const facts = {
    status: 'CLOSED',
    finalStatus: 'CANCELED',
    canceledBy: command.actor ?? 'BUYER',
    reason: command.reason ?? null,
  }
  return makeStep(
    state,
    'recordCancellation',
    { commandId: command.commandId, name: 'cancel' },
    { status: 'CLOSED', finalStatus: 'CANCELED' },
    {
      stamps: ['closedAt'],
      ...(reserved && { posting: { rule: 'cancel' as const } }),
      outcome: succeeded(command.commandId, 'cancel'),
      events: [
        orderEvent(terms, 'order.canceled', facts),
        ...(reserved ? [balanceEvent(terms, 'balance.unreserved', terms.buyerId)] : []),
        orderEvent(terms, 'order.closed', facts),
      ],
    },
  )
}
