import type { Logger } from 'pino'
import { findApiKey, type KnownApiKey } from '../../db/apiKeys/findApiKey.ts'
import { hashKey } from '../../db/apiKeys/hashKey.ts'
import { touchApiKey } from '../../db/apiKeys/touchApiKey.ts'
import type { Database } from '../../db/connect.ts'
import type { ApiKeyId } from '../../domain/ids.ts'
import type { Clock } from '../deps.ts'

/**
 * How long a key is taken at its word. A key that is revoked or expires is refused at once by the process that was told
 * to revoke it, and after this time at the latest by every other.
 */
export const REMEMBERED_MS = 5_000
const REMEMBERED_KEYS = 10_000

export type KeyRing = {
  /** Whose key this is; null for one that is unknown, revoked or expired. */
  find(presentedKey: string): Promise<KnownApiKey | null>
  /** Takes a key at its word no longer. */
  forget(id: ApiKeyId): void
}

type Remembered = { readonly known: Promise<KnownApiKey | null>; readonly untilMs: number; id: ApiKeyId | null }

/** Looks API keys up, each at most once in a few seconds. Unknown ones are not remembered: they would crowd out the others. */
export function createKeyRing(db: Database, clock: Clock, logger: Logger): KeyRing {
  const ring = new Map<string, Remembered>()

  function remember(hash: string, presentedKey: string): Remembered {
    const known = findApiKey(db, presentedKey)
    const remembered: Remembered = { known, untilMs: clock.nowMs() + REMEMBERED_MS, id: null }
    if (ring.size >= REMEMBERED_KEYS) dropOldest(ring)
    ring.set(hash, remembered)
    const drop = () => {
      if (ring.get(hash) === remembered) ring.delete(hash)
    }
    known.then((key) => {
      if (key === null) return drop()
      remembered.id = key.id
      touchApiKey(db, key.id).catch((error) => logger.warn({ err: error }, 'The use of an API key could not be noted'))
    }, drop)
    return remembered
  }

  return {
    find(presentedKey) {
      const hash = hashKey(presentedKey)
      const remembered = ring.get(hash)
      if (remembered !== undefined && clock.nowMs() < remembered.untilMs) return remembered.known
      ring.delete(hash)
      return remember(hash, presentedKey).known
    },
    forget(id) {
      for (const [hash, remembered] of ring) {
        // A look-up that is still under way may have read the key before it was revoked.
        if (remembered.id === id || remembered.id === null) ring.delete(hash)
      }
    },
  }
}

function dropOldest(ring: Map<string, Remembered>): void {
  const [oldest] = ring.keys()
  if (oldest !== undefined) ring.delete(oldest)
}
