import { countOpenCommands } from '../../db/commands/countOpen.ts'
import { ApiError } from '../apiError.ts'
import type { ApiDeps } from '../deps.ts'

export type Admission = {
  /** Lets a command in, or throws SERVICE_UNAVAILABLE while more is under way than can be done soon. */
  admit(): Promise<void>
}

/** What was accepted longer ago waits for the chain or for somebody, and says nothing of how busy the system is. */
const RECENT_MS = 60_000
const LOOK_EVERY_MS = 1_000
const RETRY_AFTER_SECONDS = 5

/**
 * Sheds load before it piles up: a command that is accepted now and carried out in an hour helps nobody, and delays all
 * others. Two things are bounded: how many callers wait here for an outcome, and how many commands of the last minute were
 * accepted, by whatever process, and have none yet.
 */
export function createAdmission(deps: Pick<ApiDeps, 'db' | 'listener' | 'clock' | 'config'>): Admission {
  const { db, listener, clock } = deps
  const most = deps.config.maxOpenCommands
  let seen = { atMs: Number.NEGATIVE_INFINITY, open: Promise.resolve(0) }

  /** One look a second for all requests. */
  function openNow(): Promise<number> {
    const nowMs = clock.nowMs()
    if (nowMs - seen.atMs >= LOOK_EVERY_MS) seen = { atMs: nowMs, open: countOpenCommands(db, RECENT_MS, most) }
    return seen.open
  }

  return {
    async admit() {
      if (listener.waiting() >= most || (await openNow()) >= most) throw overloaded(most)
    },
  }
}

function overloaded(most: number): ApiError {
  return new ApiError(
    'SERVICE_UNAVAILABLE',
    `${most} commands are under way, so this one was not accepted. Repeat it after the time in Retry-After.`,
    { retryAfterSeconds: RETRY_AFTER_SECONDS },
  )
}
