import { setTimeout as delay } from 'node:timers/promises'

export type Pace = { readonly workers: number; readonly warmUpMs: number; readonly windowMs: number }

const RECHECK_MS = 20
/** A machine that is far too slow for the window still gets a figure, from a longer one. */
const MOST_WINDOWS = 10

/**
 * How often a second `work` is finished when `workers` do it without a pause. Counted in a window in the middle, so that
 * neither the start nor the end, when not all are busy, is part of the figure. Both the way to the window and the window
 * last at least as long as everybody needs to finish once: else slow work would be counted as no work. Both ends are the
 * moments of a finish: workers who finish together, which they tend to, would else be counted with part of their next turn.
 */
export async function steadyRate(
  { workers, warmUpMs, windowMs }: Pace,
  work: (worker: number) => Promise<unknown>,
): Promise<number> {
  let finished = 0
  let lastAtMs = performance.now()
  let failure: unknown = null
  const over = new AbortController()
  const loop = async (worker: number) => {
    while (!over.signal.aborted) {
      await work(worker)
      finished++
      lastAtMs = performance.now()
    }
  }
  const running = Promise.all(Array.from({ length: workers }, (_, worker) => loop(worker))).catch((error: unknown) => {
    failure = error ?? new Error('The work failed without saying why')
  })
  const pass = async (leastMs: number) => {
    const [from, before] = [performance.now(), finished]
    const elapsedMs = () => performance.now() - from
    const isEnough = () => elapsedMs() >= leastMs && finished - before >= workers
    // What fails in a loop ends the measurement at once, not at its end.
    while (failure === null && !isEnough() && elapsedMs() < leastMs * MOST_WINDOWS) await delay(RECHECK_MS)
    return { finished, lastAtMs }
  }
  const from = await pass(warmUpMs)
  const to = await pass(windowMs)
  over.abort()
  await running
  if (failure !== null) throw failure
  const count = to.finished - from.finished
  return count === 0 ? 0 : (count * 1_000) / (to.lastAtMs - from.lastAtMs)
}
