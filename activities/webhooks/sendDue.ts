import { claimDue } from '../../db/webhooks/claimDue.ts'
import { type Delivering, deliver } from './deliver.ts'
import { ATTEMPT_TIMEOUT_MS } from './post.ts'

/** Attempts under way at a time in one process, and how many of them may go to endpoints that fail. */
const MAX_AT_ONCE = 20
const MAX_FAILING_AT_ONCE = 10

/** When the process stops: what is nearly done may finish, the rest is sent again by another. */
const STOPPING_MS = 2_000
/** When only the shift is over. */
const ENDING_MS = ATTEMPT_TIMEOUT_MS + 1_000

/** The attempts that are under way in this process. */
export type Sender = {
  /** Begins to send what is due and says how much that was. */
  begin(): Promise<number>
  /** Resolves when any of them ends; at once if none is under way. */
  anyEnds(): Promise<void>
  readonly count: number
}

export function createSender(services: Delivering): Sender {
  const underWay = new Map<Promise<void>, { readonly isFailing: boolean }>()
  return {
    async begin() {
      const free = MAX_AT_ONCE - underWay.size
      if (free === 0) return 0
      const failing = [...underWay.values()].filter(({ isFailing }) => isFailing).length
      const claimed = await claimDue(services.db, {
        nowMs: services.clock.nowMs(),
        limit: free,
        failingLimit: MAX_FAILING_AT_ONCE - failing,
      })
      for (const one of claimed) {
        const sending: Promise<void> = deliver(services, one).finally(() => underWay.delete(sending))
        underWay.set(sending, one)
      }
      return claimed.length
    },
    async anyEnds() {
      if (underWay.size > 0) await Promise.race(underWay.keys())
    },
    get count() {
      return underWay.size
    },
  }
}

/** How long attempts under way may take at the end of a shift. */
export function patienceMs(isStopping: boolean): number {
  return isStopping ? STOPPING_MS : ENDING_MS
}
