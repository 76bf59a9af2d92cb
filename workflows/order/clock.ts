import { condition } from '@temporalio/workflow'
import { commandOfDeadline, dropDeadline, handOver, remind } from '../../domain/order/changes/clock.ts'
import type { OrderCommand } from '../../domain/order/command.ts'
import { findDeadline, type Moment, nextMoment } from '../../domain/order/deadlines.ts'
import { advance } from './advance.ts'
import type { Desk } from './desk.ts'

/**
 * Rings when the order's next reminder or deadline has come. An order without deadlines has no timer, and so no cost.
 * A worker that was away at that moment rings when it is back.
 */
export async function watchDeadlines(desk: Desk): Promise<never> {
  for (;;) {
    await condition(() => desk.state.deadlines.length > 0)
    const { deadlines } = desk.state
    const next = nextMoment(deadlines)
    const hasMoved = () => desk.state.deadlines !== deadlines
    if (next === null) continue
    const waitMs = next.atMs - Date.now()
    if (waitMs > 0 && (await condition(hasMoved, waitMs))) continue
    desk.inbox.push({ from: 'clock', moment: next })
    await condition(hasMoved)
  }
}

/** Does what a deadline is for, unless it was moved or overtaken while this waited in the inbox. */
export async function ring(
  desk: Desk,
  { what, deadline }: Moment,
  carryOut: (desk: Desk, command: OrderCommand) => Promise<void>,
): Promise<void> {
  const { state } = desk
  const current = findDeadline(state.deadlines, deadline)
  if (current === undefined || current.dueAtMs !== deadline.dueAtMs) return
  if (what === 'remind') {
    await advance(desk, remind(state, current))
    return
  }
  const command = commandOfDeadline(state, current)
  if (command === null) await advance(desk, handOver(state, current))
  else await carryOut(desk, command)
  // What was refused leaves the deadline where it was: it has had its moment.
  const left = findDeadline(desk.state.deadlines, current)
  if (left !== undefined) await advance(desk, dropDeadline(desk.state, left))
}
