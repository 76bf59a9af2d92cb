import { setTimeout as delay } from 'node:timers/promises'
import type { ServiceDependencies } from '../services/dependencies.ts'
import { type Shift, startShift } from '../services/shift.ts'
import { handOutEvents } from './handOutEvents.ts'
import { createSender, patienceMs, type Sender } from './sendDue.ts'
import { tidyUp } from './tidyUp.ts'

/** What is too old is looked for once in this time. */
const TIDY_EVERY_MS = 60_000
/** Between two signs of life at the end of a shift. */
const BEAT_MS = 250

/**
 * Hands new events out to the endpoints that want them and sends what is due, as long as the shift lasts. All of it is in
 * Postgres: a shift that dies leaves leases that run out, and what it was sending is sent again.
 */
export async function deliverWebhooks(
  services: Pick<ServiceDependencies, 'db' | 'webhooks' | 'closing' | 'pollMs'>,
): Promise<void> {
  const { db, webhooks, pollMs } = services
  const shift = startShift(services.closing)
  const stopping = new AbortController()
  const sender = createSender({ ...webhooks, db, stopping: stopping.signal })
  const isDue = { handOut: every(pollMs), tidyUp: every(TIDY_EVERY_MS) }
  try {
    while (shift.goesOn()) {
      if (isDue.handOut()) await handOutEvents(db, shift.signal)
      if (isDue.tidyUp()) await tidyUp(db, webhooks.clock.nowMs(), shift.signal)
      const begun = await sender.begin()
      shift.report({ sending: sender.count })
      if (begun === 0) await Promise.race([shift.pause(pollMs), ...(sender.count > 0 ? [sender.anyEnds()] : [])])
    }
    await drain(sender, shift)
  } finally {
    stopping.abort()
    while (sender.count > 0) await sender.anyEnds()
  }
}

/** Tells whether so much time has passed since it said yes; the first time it says yes. */
function every(milliseconds: number): () => boolean {
  let nextMs = 0
  return () => {
    const nowMs = performance.now()
    if (nowMs < nextMs) return false
    nextMs = nowMs + milliseconds
    return true
  }
}

/** Lets attempts under way come to their end. */
async function drain(sender: Sender, shift: Shift): Promise<void> {
  const endsAtMs = performance.now() + patienceMs(shift.signal.aborted)
  while (sender.count > 0 && performance.now() < endsAtMs) {
    shift.report({ finishing: sender.count })
    await Promise.race([delay(BEAT_MS), sender.anyEnds()])
  }
}
