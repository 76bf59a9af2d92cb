import { expect, it } from 'vitest'
import { COMMAND_KINDS } from '../../../domain/order/command.ts'
import { FINAL_STATUSES, ORDER_STATUSES } from '../../../domain/order/status.ts'
import { allowedActions as serverSays } from '../../../domain/order/transitions.ts'
import { allowedActions, can } from '../../../sdk/src/index.ts'
import { canReach } from '../../../sdk/src/orders/reach.ts'

it('can.<command>(order) says for every state and command what the server says', () => {
  expect(Object.keys(can)).toEqual([...COMMAND_KINDS])
  for (const status of ORDER_STATUSES) {
    expect(COMMAND_KINDS.filter((kind) => can[kind]({ status }))).toEqual(serverSays(status))
    expect(allowedActions({ status })).toEqual(serverSays(status))
  }
})

it('every state can be reached from the first and closes in the end', () => {
  for (const status of ORDER_STATUSES) {
    expect(canReach('ORDER_CREATED', status)).toBe(status !== 'ORDER_CREATED')
    expect(canReach(status, 'CLOSED')).toBe(status !== 'CLOSED')
  }
})

it('no state is reached twice, except the one in which milestones are paid', () => {
  expect(ORDER_STATUSES.filter((status) => canReach(status, status))).toEqual(['IN_PROGRESS'])
})

it('a release that has begun leads to no refund, and a closed order nowhere', () => {
  expect(canReach('RELEASE_REQUESTED', 'REFUNDED')).toBe(false)
  expect(canReach('DISPUTED', 'IN_PROGRESS')).toBe(false)
  expect(ORDER_STATUSES.filter((status) => canReach('CLOSED', status))).toEqual([])
  expect(FINAL_STATUSES).toContain('SPLIT')
})
