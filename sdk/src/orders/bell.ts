import { pause } from '../http/pause.ts'

/** Wakes whoever waits; a ring that nobody waits for is remembered. A signal that fires ends the wait, too. */
export type Bell = { ring(): void; wait(timeoutMs: number, signal: AbortSignal | undefined): Promise<void> }

export function createBell(): Bell {
  let rung = false
  let wake: (() => void) | undefined
  return {
    ring() {
      rung = true
      wake?.()
    },
    async wait(timeoutMs, signal) {
      if (!rung && !signal?.aborted) {
        const woken = new AbortController()
        const stop = () => woken.abort()
        signal?.addEventListener('abort', stop, { once: true })
        wake = stop
        await pause(timeoutMs, woken.signal).catch(() => undefined)
        wake = undefined
        signal?.removeEventListener('abort', stop)
      }
      rung = false
    },
  }
}
