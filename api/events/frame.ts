import type { EventView } from '../../db/events/read.ts'
import { presentEvent } from '../presenters/event.ts'

/** Browsers reconnect after this pause; the first lines of every stream. */
export const OPENING = 'retry: 3000\n: connected\n\n'
/** A comment keeps proxies from closing a quiet stream. */
export const HEARTBEAT = ': heartbeat\n\n'

/** An event as the stream carries it: without a name, so that a listener's `onmessage` gets it. JSON holds no line break. */
export function frameOf(event: EventView): string {
  return `id: ${event.sequence}\ndata: ${JSON.stringify(presentEvent(event))}\n\n`
}
