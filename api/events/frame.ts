import type { EventView } from '../../db/events/read.ts'
import type { Dialect } from '../dialects/dialect.ts'
import { presentEvent } from '../presenters/event.ts'

/** Browsers reconnect after this pause; the first lines of every stream. */
export const OPENING = 'retry: 3000\n: connected\n\n'
/** A comment keeps proxies from closing a quiet stream. */
export const HEARTBEAT = ': heartbeat\n\n'
/** The last words of a stream that the server ends. The client reconnects after its pause, and reaches a server that runs. */
export const CLOSING = ': this server is stopping; reconnect and go on after the last id\n\n'
export const HISTORY_PATH = '/api/v1/events/history'

/** Events between two places that a listener asked for and that are no longer kept. */
export type Gap = { readonly requestedAfter: bigint; readonly oldestAvailable: bigint }

/** An event as the stream carries it: without a name, so that a listener's `onmessage` gets it. JSON holds no line break. */
export function frameOf(event: EventView, dialect: Dialect): string {
  return `id: ${event.sequence}\ndata: ${JSON.stringify(presentEvent(event, dialect))}\n\n`
}

/** An event for a crowd of listeners: each dialect's frame is made once, when the first of them wants it. */
export type Frames = (dialect: Dialect) => string

export function framesOf(event: EventView): Frames {
  const made = new Map<Dialect, string>()
  return (dialect) => {
    const known = made.get(dialect)
    if (known !== undefined) return known
    const frame = frameOf(event, dialect)
    made.set(dialect, frame)
    return frame
  }
}

/** Tells a listener what it has missed for good. Without an id: it is not an event of the outbox to resume after. */
export function gapFrame({ requestedAfter, oldestAvailable }: Gap): string {
  const payload = {
    requestedAfter: String(requestedAfter),
    oldestAvailable: String(oldestAvailable),
    history: HISTORY_PATH,
    message: 'Events between these two are no longer kept. Read the current state of what you follow, then go on.',
  }
  return `data: ${JSON.stringify({ eventType: 'stream.gap', aggregateType: 'stream', payload })}\n\n`
}
