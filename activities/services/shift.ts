import { setTimeout as delay } from 'node:timers/promises'
import { Context } from '@temporalio/activity'

/** Long enough that starting a shift costs nothing, short enough that a service workflow shows signs of life. */
const SHIFT_MS = 10 * 60_000

/** One shift of a service: rounds of work until its time is up, the worker shuts down, or Temporal takes it away. */
export type Shift = {
  /** False when the shift should end; asked before every round. */
  goesOn(): boolean
  /** Tells Temporal and the operator what the shift is doing. */
  report(details: Record<string, string | number | null>): void
  /** Waits between rounds; ends early when the shift does. */
  pause(milliseconds: number): Promise<void>
  readonly signal: AbortSignal
}

/** `closing` aborts when this worker process is asked to stop, so that a shift does not hold up the shutdown. */
export function startShift(closing: AbortSignal): Shift {
  const context = Context.current()
  const endsAt = Date.now() + SHIFT_MS
  const signal = AbortSignal.any([closing, context.cancellationSignal])
  return {
    signal,
    goesOn: () => !signal.aborted && Date.now() < endsAt,
    report: (details) => context.heartbeat(details),
    // It rejects for one reason only, that the shift is over, which goesOn() says next.
    pause: (milliseconds) => delay(milliseconds, undefined, { signal }).catch(() => undefined),
  }
}
