import { QueueFull, TurnTimeout } from './accountQueue.ts'
import { ChainStepError } from './errors.ts'
import type { StepTools } from './tools.ts'

const BUSY_RETRY_MS = 5_000
const RECLAIM_EVERY_MS = 250

/**
 * Waits for the source account. A step that was prepared here may be finished by another process, and its turn would only
 * end with its lease; so whoever waits looks now and then whether the holder's envelope is settled.
 */
export async function takeTurn(
  tools: StepTools,
  source: string,
  stepKey: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (tools.accounts.tryAcquire(source, stepKey)) return
  const waiting = new AbortController()
  const ended = signal === undefined ? waiting.signal : AbortSignal.any([signal, waiting.signal])
  try {
    // The second only ends after the first has, unless the store fails; then the place in the queue is given up.
    await Promise.race([tools.accounts.acquire(source, stepKey, ended), reclaim(tools, source, ended)])
  } catch (error) {
    if (!(error instanceof QueueFull || error instanceof TurnTimeout)) throw error
    throw new ChainStepError({ verdict: 'retry', message: error.message, retryAfterMs: BUSY_RETRY_MS, cause: error })
  } finally {
    waiting.abort()
  }
}

/** Runs until it is stopped, at the latest after the longest wait for a turn. */
async function reclaim(tools: StepTools, source: string, ended: AbortSignal): Promise<void> {
  while (!ended.aborted) {
    const holder = tools.accounts.holder(source)
    const attempt = holder === null ? null : await tools.store.latest(holder)
    if (holder !== null && attempt !== null && attempt.status !== 'PREPARED') tools.accounts.release(source, holder)
    await tools.clock.sleep(RECLAIM_EVERY_MS, ended).catch(() => undefined)
  }
}
