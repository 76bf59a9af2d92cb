import { setTimeout as delay } from 'node:timers/promises'

/** Time as the chain code sees it, so that a test can move it. */
export type Clock = {
  nowMs(): number
  /** Waits; rejects with the signal's reason when it aborts. */
  sleep(durationMs: number, signal?: AbortSignal | undefined): Promise<void>
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  async sleep(durationMs, signal) {
    signal?.throwIfAborted()
    try {
      await delay(durationMs, undefined, signal === undefined ? {} : { signal })
    } catch (error) {
      // Node rejects with an AbortError of its own; callers want to see why they were stopped.
      signal?.throwIfAborted()
      throw error
    }
  },
}
