import type { EventPayloads, EventType } from '../generated/events.ts'
import type { EventEnvelope } from '../generated/types.ts'

/** An event, told apart by `eventType`: in each branch of a switch `payload` has its own fields. */
export type OfferHubEvent<T extends EventType = EventType> = {
  [K in T]: Omit<EventEnvelope, 'eventType' | 'payload'> & { eventType: K; payload: EventPayloads[K] }
}[T]

type Family = EventType extends `${infer F}.${string}` ? F : never

/** What to hear: everything, a family such as `order.*`, or one type. */
export type EventPattern = '*' | `${Family}.*` | EventType

/** The types of events that a pattern lets through. */
export type Matching<P extends EventPattern> = P extends '*'
  ? EventType
  : P extends `${infer F}.*`
    ? Extract<EventType, `${F}.${string}`>
    : Extract<EventType, P>

/** Events between two places that are no longer kept, or that cannot be known to have been heard. */
export type EventGap = {
  /** The sequence of the last event that was heard; null when the connection broke before any. */
  readonly requestedAfter: string | null
  /** The sequence of the first event that is still kept; null when that is not known. */
  readonly oldestAvailable: string | null
}
