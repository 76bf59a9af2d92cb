import type { Database } from './connect.ts'

export type Listening = { stop(): Promise<void> }

const UNLISTEN_TIMEOUT_MS = 1_000

/**
 * Hears the notifications of a channel from now on, and again whenever the connection is back. Returns at once, also
 * while the database is away: nobody may depend on hearing alone, because what is told while it is away is not repeated.
 */
export function keepListening(
  { sql }: Pick<Database, 'sql'>,
  channel: string,
  onNotify: (payload: string) => void,
  onListen: () => void = () => undefined,
): Listening {
  let stopped = false
  const hear = (payload: string) => {
    if (!stopped) onNotify(payload)
  }
  // A first attempt that fails is the driver's to repeat: it listens again on every connection that follows.
  const started = sql.listen(channel, hear, onListen).catch(() => null)
  return {
    async stop() {
      stopped = true
      const subscription = await withinTime(started)
      await withinTime(subscription?.unlisten().catch(() => undefined))
    },
  }
}

/** Without the database there is nobody to tell; the end of the connection says the same. */
async function withinTime<T>(work: Promise<T> | undefined): Promise<T | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => resolve(undefined), UNLISTEN_TIMEOUT_MS)
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}
