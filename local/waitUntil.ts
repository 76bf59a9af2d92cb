import { setTimeout as delay } from 'node:timers/promises'

/** Asks until the answer is true or the time is over; answers whether it became true. */
export async function waitUntil(
  isTrue: () => boolean | Promise<boolean>,
  { timeoutMs, everyMs = 50 }: { timeoutMs: number; everyMs?: number },
): Promise<boolean> {
  const deadline = Date.now() + timeoutMs
  while (Date.now() < deadline) {
    if (await isTrue()) return true
    await delay(everyMs)
  }
  return isTrue()
}
