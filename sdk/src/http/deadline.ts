/** A signal that fires when the caller's does, or when the time is over; `end` lets go of both. */
export type Deadline = { readonly signal: AbortSignal; readonly timedOut: boolean; end(): void }

/** Timers count in 32 bits: a longer one would fire at once. */
const LONGEST_TIMER_MS = 2_147_483_647

/** AbortSignal.any would do, but keeps listeners on a long-lived signal of the caller's. */
export function startDeadline(timeoutMs: number, callers: AbortSignal | undefined): Deadline {
  const controller = new AbortController()
  let timedOut = false
  const timer = setTimeout(
    () => {
      timedOut = true
      controller.abort()
    },
    Math.min(timeoutMs, LONGEST_TIMER_MS),
  )
  const stop = () => controller.abort(callers?.reason)
  if (callers?.aborted) stop()
  else callers?.addEventListener('abort', stop, { once: true })
  return {
    signal: controller.signal,
    get timedOut() {
      return timedOut
    },
    end() {
      clearTimeout(timer)
      callers?.removeEventListener('abort', stop)
    },
  }
}
