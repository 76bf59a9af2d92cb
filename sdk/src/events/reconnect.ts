import { askedFor, isPassing } from '../http/backoff.ts'
import { pause } from '../http/pause.ts'
import type { OpenStream } from './connect.ts'

/** A listener is never further than this from the next attempt, unless the server asks for more. */
export const RECONNECT_CEILING_MS = 15_000
const FIRST_CEILING_MS = 500

/** A random pause, so that the listeners of a server that restarts do not come back as one. */
export function reconnectPause(ceilingMs: number, signal: AbortSignal): Promise<void> {
  return pause(Math.random() * ceilingMs, signal)
}

/** Connects, and tries again for as long as the reason may pass and the time is not over. */
export async function connectWithRetries(
  connect: (signal: AbortSignal) => Promise<OpenStream>,
  signal: AbortSignal,
  giveUpAfterMs: number,
): Promise<OpenStream> {
  const giveUpMs = Date.now() + giveUpAfterMs
  for (let ceilingMs = FIRST_CEILING_MS; ; ceilingMs = Math.min(ceilingMs * 2, RECONNECT_CEILING_MS)) {
    if (signal.aborted) throw signal.reason
    try {
      return await connect(signal)
    } catch (error) {
      if (signal.aborted || !isPassing(error)) throw error
      const delayMs = (askedFor(error) ?? 0) + Math.random() * ceilingMs
      if (Date.now() + delayMs > giveUpMs) throw error
      await pause(delayMs, signal)
    }
  }
}
