import { setTimeout as delay } from 'node:timers/promises'

const TICK_MS = 20

/**
 * Lets somebody arrive `perSecond` times a second, whether those before are served or not, as callers of a real system do.
 * Ends when everybody who came has left.
 */
export async function arrivals(perSecond: number, durationMs: number, arrive: (number: number) => Promise<void>) {
  const startedAt = performance.now()
  const guests: Promise<void>[] = []
  for (let elapsedMs = 0; elapsedMs < durationMs; elapsedMs = performance.now() - startedAt) {
    while (guests.length < (elapsedMs / 1_000) * perSecond) guests.push(arrive(guests.length))
    await delay(TICK_MS)
  }
  await Promise.all(guests)
}
