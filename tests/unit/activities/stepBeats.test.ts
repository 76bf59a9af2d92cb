import { MockActivityEnvironment } from '@temporalio/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { asActivity } from '../../../activities/step/runStep.ts'
import type { StepContext, StepProgress } from '../../../chain/step/engine.ts'
import { ChainStepError } from '../../../chain/step/errors.ts'

const at = (phase: StepProgress['phase']): StepProgress => ({
  stepKey: 'ord_1:fund',
  attempt: 1,
  hash: '',
  phase,
  lastFailure: null,
  answer: null,
  result: null,
})

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Runs a step as an activity, and everything that Temporal hears of it. */
function runStep<T>(step: (context: StepContext) => Promise<T>) {
  const activity = new MockActivityEnvironment()
  const heard: unknown[] = []
  activity.on('heartbeat', (details: unknown) => heard.push(details))
  return { heard, result: activity.run(() => asActivity(step)) }
}

describe('what Temporal hears of a chain step', () => {
  it('is nothing but its result when it is done at once', async () => {
    const { heard, result } = runStep(async ({ heartbeat }) => {
      heartbeat(at('building'))
      heartbeat(at('settled'))
      return 'done'
    })
    await expect(result).resolves.toBe('done')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(heard).toEqual([])
  })

  it('is where it is, at least three times within the time after which it is taken for lost, however long one wait lasts', async () => {
    const { heard, result } = runStep(async ({ heartbeat }) => {
      heartbeat(at('waiting_for_account'))
      await new Promise((resolve) => setTimeout(resolve, 10_000))
      heartbeat(at('polling'))
      await new Promise((resolve) => setTimeout(resolve, 4_000))
    })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(heard).toEqual([at('waiting_for_account'), at('waiting_for_account'), at('waiting_for_account')])
    await vi.advanceTimersByTimeAsync(4_000)
    await result
    expect(heard.at(-1)).toEqual(at('polling'))
  })

  it('is where it was when it failed, for whoever looks at it until the next attempt', async () => {
    const { heard, result } = runStep(async ({ heartbeat }) => {
      heartbeat(at('submitting'))
      throw new ChainStepError({ verdict: 'retry', message: 'no answer' })
    })
    await expect(result).rejects.toThrow('no answer')
    expect(heard).toEqual([at('submitting')])
  })
})
