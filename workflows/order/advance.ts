import { deadlinesAfter } from '../../domain/order/deadlines.ts'
import type { OrderState } from '../../domain/order/state.ts'
import type { Step } from '../../domain/order/step.ts'
import type { Desk } from './desk.ts'
import { showStatus } from './display.ts'
import { commit } from './recorders.ts'

/** Commits a step and takes its state over; false when the database refused it and recorded why. */
export async function advance(desk: Desk, bare: Step): Promise<boolean> {
  const step = withDeadlines(desk.state, bare)
  const result = await commit(step)
  if (!result.applied) return false
  const statusMoved = desk.state.status !== step.next.status
  // A workflow that was started again from the database is there already: what it repeats moves nothing.
  desk.state = { ...step.next, version: Math.max(desk.state.version, result.version) }
  if (statusMoved) showStatus(desk)
  return true
}

/** Deadlines begin and end with the states they belong to, whatever brought the order there. */
function withDeadlines(before: OrderState, step: Step): Step {
  const deadlines = deadlinesAfter(step.next.deadlines, step.next, Date.now())
  if (deadlines === before.deadlines) return step
  return { ...step, next: { ...step.next, deadlines }, change: { ...step.change, deadlines } }
}
