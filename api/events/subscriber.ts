import { once } from 'node:events'
import type { Writable } from 'node:stream'
import type { EventView } from '../../db/events/read.ts'
import type { Dialect } from '../dialects/dialect.ts'
import { CLOSING, type Frames, framesOf, HEARTBEAT } from './frame.ts'
import { type EventFilter, matcherOf } from './pattern.ts'

/** What a reader may leave unread before it is dropped; it comes back with its Last-Event-ID and reads from the database. */
export const BUFFER_LIMIT_BYTES = 1_048_576
const DRAIN_TIMEOUT_MS = 30_000

/** One listener of the stream: how far it has been served, and what it wants to hear. */
export type Subscriber = {
  /** The last event that was offered; whatever is not later is ignored. */
  position: bigint
  readonly closed: boolean
  /** `frames` spare a crowd of listeners the same JSON; without them the frame is made here. */
  offer(event: EventView, frames?: Frames): void
  heartbeat(): void
  /** Resolves when the reader has caught up with what was written, or is gone. */
  drained(): Promise<void>
  close(): void
}

export function createSubscriber(stream: Writable, filter: EventFilter, dialect: Dialect): Subscriber {
  const wants = matcherOf(filter)
  const write = (text: string) => {
    if (stream.destroyed || stream.writableEnded) return
    if (stream.writableLength > BUFFER_LIMIT_BYTES) stream.destroy()
    else stream.write(text)
  }
  return {
    position: 0n,
    get closed() {
      return stream.destroyed || stream.writableEnded
    },
    offer(event, frames = framesOf(event)) {
      const sequence = BigInt(event.sequence)
      if (sequence <= this.position) return
      this.position = sequence
      if (wants(event)) write(frames(dialect))
    },
    heartbeat: () => write(HEARTBEAT),
    async drained() {
      if (!stream.writableNeedDrain || this.closed) return
      const patience = AbortSignal.timeout(DRAIN_TIMEOUT_MS)
      const gone = new AbortController()
      const stop = () => gone.abort()
      stream.once('close', stop)
      try {
        await once(stream, 'drain', { signal: AbortSignal.any([patience, gone.signal]) })
      } catch {
        // Gone, or reading nothing for so long that it counts as gone.
        stream.destroy()
      } finally {
        stream.off('close', stop)
      }
    },
    close() {
      if (!stream.writableEnded) stream.end(CLOSING)
    },
  }
}
