import type { FetchLike } from '../options.ts'
import { baseUrlOf } from '../settings.ts'
import { connectStream } from './connect.ts'
import { type EventFeed, openFeed } from './feed.ts'
import { filterOf, type SubscribeOptions } from './subscribe.ts'
import type { EventPattern, Matching, OfferHubEvent } from './types.ts'

export type TicketOptions = Omit<SubscribeOptions, 'headers'> & {
  /** Where the orchestrator answers. */
  readonly apiUrl: string
  /** Gets a ticket from your own server, which makes it with `sdk.events.createTicket()`. Asked for at every connection. */
  ticket(): Promise<string>
  /** How long a connection may take to begin, in milliseconds. Default 15,000. */
  readonly timeoutMs?: number | undefined
  readonly fetch?: FetchLike | undefined
}

const CONNECT_TIMEOUT_MS = 15_000

/**
 * Subscribes from a browser, which must not have an API key: each connection is opened with a ticket that is good for one.
 * The request has no header of its own, so that the browser asks no permission for it across origins.
 */
export function subscribeWithTicket<P extends EventPattern>(
  pattern: P | readonly P[],
  options: TicketOptions,
): EventFeed<OfferHubEvent<Matching<P>>> {
  const baseUrl = baseUrlOf(options.apiUrl)
  const { fetch = (url, init) => globalThis.fetch(url, init), timeoutMs = CONNECT_TIMEOUT_MS } = options
  return openFeed(async (after, signal) => {
    const ticket = await options.ticket()
    const query = filterOf([pattern].flat(), options.aggregateId)
    query.set('ticket', ticket)
    if (after !== null) query.set('since', after)
    const url = `${baseUrl}/api/v1/events?${query}`
    return await connectStream({ url, headers: {}, fetch, timeoutMs, signal, secret: ticket })
  }, options)
}
