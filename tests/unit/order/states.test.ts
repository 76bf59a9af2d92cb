import { expect, it } from 'vitest'
import { EVENT_TYPES } from '../../../domain/events.ts'
import { can } from '../../../domain/order/can.ts'
import { COMMAND_KINDS } from '../../../domain/order/command.ts'
import { ORDER_STATUSES } from '../../../domain/order/status.ts'
import { allowedActions, TRANSITIONS } from '../../../domain/order/transitions.ts'

it('every state but the first is reached by a command, and every state but the last is left by one or passed through', () => {
  const reached = new Set(COMMAND_KINDS.flatMap((kind) => TRANSITIONS[kind].paths.flat()))
  expect(ORDER_STATUSES.filter((status) => !reached.has(status))).toEqual(['ORDER_CREATED'])
})

it('every order event of the catalogue is emitted by a command, except the one of the creation', () => {
  const emitted = new Set(COMMAND_KINDS.flatMap((kind) => TRANSITIONS[kind].events))
  const orderEvents = Object.keys(EVENT_TYPES).filter((type) => type.startsWith('order.'))
  expect(orderEvents.filter((type) => !emitted.has(type as keyof typeof EVENT_TYPES))).toEqual(['order.created'])
})

it('can.<command>(order) says for every state and command what the transition table says', () => {
  for (const status of ORDER_STATUSES) {
    const possible = COMMAND_KINDS.filter((kind) => can[kind]({ status }))
    expect(possible).toEqual(allowedActions(status))
  }
})
