import { condition } from '@temporalio/workflow'
import type { Desk, InboxItem } from './desk.ts'
import { markStuck, markUnstuck } from './display.ts'
import { TooEarly } from './tooEarly.ts'

/** What brings the order to where its row is comes with the history, so at once; longer than this needs somebody. */
const PATIENCE = '30 seconds'
const WAITING = 'Order: come to where its row in the database is'

/**
 * Puts an item aside whose decision came too early, until the order's state has moved. So what was committed in a task that
 * died with its worker is committed again in the order of the first time, whatever has arrived since.
 */
export function putAside(aside: InboxItem[], item: InboxItem, error: unknown): void {
  if (!(error instanceof TooEarly)) throw error
  aside.push(item)
}

/** Puts back what was put aside, before everything else: the order's state has moved. */
export function takeBack(desk: Desk, aside: InboxItem[]): void {
  desk.inbox.unshift(...aside.splice(0))
  if (desk.problems.has(WAITING)) markUnstuck(desk, WAITING)
}

/** Waits for something that brings the order further. Where nothing comes, says so and tries what was put aside again. */
export async function untilSomethingElse(desk: Desk, aside: InboxItem[]): Promise<void> {
  if (await condition(() => desk.inbox.length > 0, PATIENCE)) return
  const { version, terms } = desk.state
  const reason =
    `The row of order ${terms.orderId} is ahead of version ${version}, which its workflow knows. ` +
    'Was Temporal brought back to an earlier point? Then run "npm run repair".'
  markStuck(desk, WAITING, reason)
  desk.inbox.push(...aside.splice(0))
}
