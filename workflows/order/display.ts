import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow'
import { describe } from '../../domain/order/describe.ts'
import { orderStatusKey, orderStuckKey, stuckReasonKey } from '../searchAttributes.ts'
import { type Desk, doingNow, problemNow } from './desk.ts'

/** A search attribute of type Keyword holds at most 2,048 bytes; a reason is a sentence, not a report. */
const REASON_LIMIT = 500

/** Writes what an operator reads on the order's page. Answered by a worker, so it is blank when none runs. */
export function showState(desk: Desk): void {
  const details = describe(desk.state, doingNow(desk), problemNow(desk))
  setCurrentDetails(desk.notice === null ? details : `**${desk.notice}**\n\n${details}`)
}

export function showStatus(desk: Desk): void {
  upsertSearchAttributes([{ key: orderStatusKey, value: desk.state.status }])
  showState(desk)
}

/** Makes a step that cannot go on findable: filter OrderStuck = true. */
export function markStuck(desk: Desk, step: string, reason: string): void {
  desk.problems.set(step, reason)
  tellProblem(desk)
}

export function markUnstuck(desk: Desk, step: string): void {
  if (desk.problems.delete(step)) tellProblem(desk)
  else showState(desk)
}

function tellProblem(desk: Desk): void {
  const problem = problemNow(desk)
  upsertSearchAttributes([
    { key: orderStuckKey, value: problem !== null },
    { key: stuckReasonKey, value: problem?.slice(0, REASON_LIMIT) ?? null },
  ])
  showState(desk)
}
