import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow'
import { describe } from '../../domain/order/describe.ts'
import { orderStatusKey, orderStuckKey, stuckReasonKey } from '../searchAttributes.ts'
import type { Desk } from './desk.ts'

/** A search attribute of type Keyword holds at most 2,048 bytes; a reason is a sentence, not a report. */
const REASON_LIMIT = 500

/** Writes what an operator reads on the order's page. Answered by a worker, so it is blank when none runs. */
export function showState(desk: Desk): void {
  setCurrentDetails(describe(desk.state, desk.doing, desk.problem))
}

export function showStatus(desk: Desk): void {
  upsertSearchAttributes([{ key: orderStatusKey, value: desk.state.status }])
  showState(desk)
}

/** Makes a step that cannot go on findable: filter OrderStuck = true. */
export function markStuck(desk: Desk, reason: string): void {
  desk.problem = reason
  upsertSearchAttributes([
    { key: orderStuckKey, value: true },
    { key: stuckReasonKey, value: reason.slice(0, REASON_LIMIT) },
  ])
  showState(desk)
}

export function markUnstuck(desk: Desk): void {
  if (desk.problem !== null) {
    desk.problem = null
    upsertSearchAttributes([
      { key: orderStuckKey, value: false },
      { key: stuckReasonKey, value: null },
    ])
  }
  showState(desk)
}
