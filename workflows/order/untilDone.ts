import { ActivityFailure, condition, proxyActivities } from '@temporalio/workflow'
import type { EscrowActivities } from '../../activities/escrow/activities.ts'
import type { ManualAnswer } from '../../activities/escrow/supportActivities.ts'
import { ESCROW_TASK_QUEUE } from '../messages.ts'
import { FAST_RETRIES, SLOW_RETRY } from '../retries.ts'
import { sentenceOf } from '../sentenceOf.ts'
import type { Desk, HandCall } from './desk.ts'
import { markStuck, markUnstuck, showState } from './display.ts'

/** The activities of one chain step; `summary` is what an operator reads beside it. */
export function chainStep(summary: string): ReturnType<typeof proxyActivities<EscrowActivities>> {
  return proxyActivities<EscrowActivities>({ taskQueue: ESCROW_TASK_QUEUE, ...FAST_RETRIES, summary })
}

/** How a step looks when somebody does it by hand: the call on chain, and what the step makes of its transaction. */
export type ByHand<T> = { readonly call: HandCall; accept(answer: ManualAnswer): T }

/** A step whose result is its proof. */
export function calling(
  functionName: string,
  where: Omit<HandCall, 'functionName'> = {},
): ByHand<ManualAnswer['proof']> {
  return { call: { functionName, ...where }, accept: ({ proof }) => proof }
}

/**
 * Runs one chain step until it has happened. A step that fails its fast retries marks the order stuck and goes on slowly,
 * or with the transaction by which support has done it by hand. When support gives the order up, it never returns.
 */
export async function untilDone<T>(
  desk: Desk,
  words: string,
  run: (activities: EscrowActivities) => Promise<T>,
  byHand: ByHand<T> | null,
): Promise<T> {
  desk.doing.add(words)
  showState(desk)
  for (;;) {
    try {
      const result = await run(chainStep(words))
      return finish(desk, words, result)
    } catch (error) {
      if (!(error instanceof ActivityFailure)) throw error
      markStuck(desk, words, sentenceOf(error))
      const answer = await waitForHelp(desk, words, byHand)
      if (answer !== null && byHand !== null) return finish(desk, words, byHand.accept(answer))
    }
  }
}

function finish<T>(desk: Desk, words: string, result: T): T {
  desk.doing.delete(words)
  markUnstuck(desk, words)
  return result
}

/** Until the next try, which somebody may ask for; or until somebody brings the transaction. */
async function waitForHelp(desk: Desk, words: string, byHand: ByHand<unknown> | null): Promise<ManualAnswer | null> {
  const seen = desk.retryRequests
  desk.waiting.set(words, byHand?.call ?? null)
  await condition(() => desk.retryRequests > seen || desk.answers.has(words) || desk.isAbandoned, SLOW_RETRY)
  desk.waiting.delete(words)
  if (desk.isAbandoned) await condition(() => false)
  const answer = desk.answers.get(words) ?? null
  desk.answers.delete(words)
  return answer
}
