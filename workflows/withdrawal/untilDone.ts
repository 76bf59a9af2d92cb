import { ActivityFailure, condition, proxyActivities } from '@temporalio/workflow'
import type { WithdrawalActivities } from '../../activities/withdrawal/activities.ts'
import type { GiveUpCommand } from '../../domain/withdrawal/changes/giveUp.ts'
import { ORDER_TASK_QUEUE } from '../messages.ts'
import { FAST_RETRIES, SLOW_RETRY } from '../retries.ts'
import { sentenceOf } from '../sentenceOf.ts'
import type { Desk } from './desk.ts'
import { markStuck, markUnstuck, showState } from './display.ts'
import { NotBooked } from './recorders.ts'
import { renewIfLong } from './renew.ts'

/**
 * The activities of a withdrawal. They need nothing of the vendor's, so they run on the queue without its request limit;
 * `summary` is what an operator reads beside them.
 */
export function withdrawalStep(summary: string): ReturnType<typeof proxyActivities<WithdrawalActivities>> {
  return proxyActivities<WithdrawalActivities>({ taskQueue: ORDER_TASK_QUEUE, ...FAST_RETRIES, summary })
}

/** What came of a step: its result, or that support has given the withdrawal up instead. */
export type Ending<T> =
  | { readonly done: true; readonly result: T }
  | { readonly done: false; readonly givenUp: GiveUpCommand }

/**
 * Runs a step until it has happened. One that fails its fast retries marks the withdrawal stuck and goes on slowly, until
 * support gives it up and may.
 */
export async function untilDone<T>(
  desk: Desk,
  words: string,
  run: (activities: ReturnType<typeof withdrawalStep>) => Promise<T>,
  tryGiveUp: (command: GiveUpCommand) => Promise<boolean>,
): Promise<Ending<T>> {
  desk.doing = words
  showState(desk)
  for (;;) {
    try {
      const result = await run(withdrawalStep(words))
      desk.doing = null
      markUnstuck(desk)
      return { done: true, result }
    } catch (error) {
      if (!(error instanceof ActivityFailure || error instanceof NotBooked)) throw error
      markStuck(desk, `${words}: ${sentenceOf(error)}`)
    }
    const givenUp = await waitForHelp(desk)
    if (givenUp !== undefined && (await tryGiveUp(givenUp))) {
      desk.doing = null
      markUnstuck(desk)
      return { done: false, givenUp }
    }
    await renewIfLong(desk)
  }
}

/** Until the next try, which somebody may ask for; or until somebody gives the withdrawal up. */
async function waitForHelp(desk: Desk): Promise<GiveUpCommand | undefined> {
  const seen = desk.retryRequests
  desk.isWaiting = true
  await condition(() => desk.retryRequests > seen || desk.giveUps.length > 0, SLOW_RETRY)
  desk.isWaiting = false
  return desk.giveUps.shift()
}
