import type { CommandId } from '../../ids.ts'
import type { OrderState } from '../state.ts'
import { makeStep, orderEvent, type Step, succeeded } from '../step.ts'

/** The order comes into being; no money moves. */
export function create(state: OrderState, commandId: CommandId): Step {
  return makeStep(
    state,
    'recordOrder',
    { commandId, name: 'create' },
    {},
    {
      stamps: [],
      outcome: succeeded(commandId, 'create'),
      events: [orderEvent(state.terms, 'order.created', { status: 'ORDER_CREATED' })],
    },
  )
}
