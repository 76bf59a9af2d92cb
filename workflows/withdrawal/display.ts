import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow'
import { describeWithdrawal } from '../../domain/withdrawal/describe.ts'
import { orderStuckKey, stuckReasonKey } from '../searchAttributes.ts'
import type { Desk } from './desk.ts'

/** A search attribute of type Keyword holds at most 2,048 bytes; a reason is a sentence, not a report. */
const REASON_LIMIT = 500

/** Writes what an operator reads on the withdrawal's page. Answered by a worker, so it is blank when none runs. */
export function showState(desk: Desk): void {
  const details = describeWithdrawal(desk.state?.status ?? null, desk.doing, desk.problem)
  setCurrentDetails(desk.notice === null ? details : `**${desk.notice}**\n\n${details}`)
}

/** Makes a withdrawal that cannot go on findable where stuck orders are: filter OrderStuck = true. */
export function markStuck(desk: Desk, problem: string): void {
  desk.problem = problem
  tellProblem(desk)
}

export function markUnstuck(desk: Desk): void {
  const wasStuck = desk.problem !== null
  desk.problem = null
  if (wasStuck) tellProblem(desk)
  else showState(desk)
}

function tellProblem(desk: Desk): void {
  const { problem } = desk
  upsertSearchAttributes([
    { key: orderStuckKey, value: problem !== null },
    { key: stuckReasonKey, value: problem?.slice(0, REASON_LIMIT) ?? null },
  ])
  showState(desk)
}
