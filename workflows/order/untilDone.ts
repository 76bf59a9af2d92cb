import { ActivityFailure, condition, proxyActivities } from '@temporalio/workflow'
import type { EscrowActivities } from '../../activities/escrow/activities.ts'
import { ESCROW_TASK_QUEUE } from '../messages.ts'
import type { Desk } from './desk.ts'
import { markStuck, markUnstuck, showState } from './display.ts'
import { sentenceOf } from './failure.ts'

/** After the fast retries, a step that cannot go on is tried again this often, or when an operator asks. */
const SLOW_RETRY = '5 minutes'

/** The activities of one chain step; `summary` is what an operator reads beside it. */
function chainStep(summary: string): ReturnType<typeof proxyActivities<EscrowActivities>> {
  return proxyActivities<EscrowActivities>({
    taskQueue: ESCROW_TASK_QUEUE,
    startToCloseTimeout: '2 minutes',
    heartbeatTimeout: '10 seconds',
    retry: { initialInterval: '500ms', backoffCoefficient: 1.7, maximumInterval: '15 seconds', maximumAttempts: 12 },
    summary,
  })
}

/** Runs one chain step until it has happened. A step that fails its fast retries marks the order stuck and goes on slowly. */
export async function untilDone<T>(
  desk: Desk,
  words: string,
  run: (activities: EscrowActivities) => Promise<T>,
): Promise<T> {
  desk.doing.add(words)
  showState(desk)
  for (;;) {
    try {
      const result = await run(chainStep(words))
      desk.doing.delete(words)
      markUnstuck(desk, words)
      return result
    } catch (error) {
      if (!(error instanceof ActivityFailure)) throw error
      markStuck(desk, words, sentenceOf(error))
      const seen = desk.retryRequests
      await condition(() => desk.retryRequests > seen, SLOW_RETRY)
    }
  }
}
