import type { CommandId } from '../../ids.ts'
import type { OrderState } from '../state.ts'
import { balanceEvent, makeStep, orderEvent, type Step, succeeded } from '../step.ts'

/** The buyer's balance is set aside. The database refuses the step when the balance is too low. */
export function reserve(state: OrderState, commandId: CommandId): Step {
  const { terms } = state
  return makeStep(
    state,
    'recordReservation',
    { commandId, name: 'reserve' },
    { status: 'FUNDS_RESERVED' },
    {
      stamps: ['reservedAt'],
      posting: { rule: 'reserve' },
      outcome: succeeded(commandId, 'reserve'),
      events: [
        orderEvent(terms, 'order.funds_reserved', { status: 'FUNDS_RESERVED' }),
        balanceEvent(terms, 'balance.reserved', terms.buyerId),
      ],
    },
  )
}
