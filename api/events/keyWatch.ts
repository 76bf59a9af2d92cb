import type { Logger } from 'pino'
import { validAmong } from '../../db/apiKeys/validAmong.ts'
import type { Database } from '../../db/connect.ts'
import type { ApiKeyId } from '../../domain/ids.ts'
import { REMEMBERED_MS } from '../access/keyRing.ts'

/** Ends what a key has opened when the key ends: a stream is authorized once and would outlive it by days. */
export type KeyWatch = {
  /** Calls `end` when the key is revoked or has expired; the answer takes it off the watch. */
  watch(id: ApiKeyId, end: () => void): () => void
  close(): void
}

/** Looks every few seconds, with one question for all listeners: as late as a request with that key would be refused. */
export function startKeyWatch(db: Pick<Database, 'sql'>, logger: Logger): KeyWatch {
  const watched = new Map<ApiKeyId, Set<() => void>>()
  let looking = false

  async function look(): Promise<void> {
    if (looking || watched.size === 0) return
    looking = true
    const ids = [...watched.keys()]
    try {
      const valid = await validAmong(db, ids)
      for (const id of ids) if (!valid.has(id)) for (const end of watched.get(id) ?? []) end()
    } catch (error) {
      // While the database is away no new request is let in either; whoever listens already hears nothing new.
      logger.warn({ err: error }, 'The API keys of the event streams could not be checked')
    } finally {
      looking = false
    }
  }

  const timer = setInterval(() => void look(), REMEMBERED_MS)
  timer.unref()
  return {
    watch(id, end) {
      const ends = watched.get(id) ?? new Set()
      watched.set(id, ends.add(end))
      return () => {
        ends.delete(end)
        if (ends.size === 0 && watched.get(id) === ends) watched.delete(id)
      }
    },
    close: () => clearInterval(timer),
  }
}
