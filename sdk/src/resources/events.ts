import type { EventFeed } from '../events/feed.ts'
import { type SubscribeOptions, subscribe } from '../events/subscribe.ts'
import type { EventPattern, Matching, OfferHubEvent } from '../events/types.ts'
import type { EventTicket } from '../generated/types.ts'
import { type Client, call } from '../http/call.ts'
import { type List, list } from '../http/list.ts'
import type { RequestOptions, WriteOptions } from '../options.ts'

export type EventQuery<P extends EventPattern> = {
  /** Which events; every one when left out. */
  readonly types?: P | readonly P[] | undefined
  /** Only events about this order, user, escrow or dispute. */
  readonly aggregateId?: string | undefined
  readonly limit?: number | undefined
  /** The sequence of the last event that is known. */
  readonly cursor?: string | undefined
}

/** What happens, as it happens and afterwards. */
export class Events {
  readonly #client: Client
  constructor(client: Client) {
    this.#client = client
  }

  /**
   * Listens to events as they happen: `for await (const event of sdk.events.subscribe('order.*')) ...`. It reconnects by
   * itself and resumes after the last event. To go on after a restart of your own, keep `event.sequence` and pass it as
   * `since`.
   *
   * @throws EventGapError (out of the iteration) when events were missed for good and no `onGap` is given
   */
  subscribe<const P extends EventPattern>(
    pattern: P | readonly P[],
    options: SubscribeOptions = {},
  ): EventFeed<OfferHubEvent<Matching<P>>> {
    return subscribe(this.#client, [pattern].flat() as P[], options)
  }

  /** Past events, oldest first. */
  list<const P extends EventPattern = '*'>(
    query: EventQuery<P> = {},
    options?: RequestOptions,
  ): List<OfferHubEvent<Matching<P>>> {
    const { types, ...rest } = query
    const given = types === undefined ? rest : { ...rest, types: [types].flat().join(',') }
    // The document knows an event only by its envelope; its type and payload go together by the catalogue.
    return list(this.#client, 'listEvents', { query: given }, options) as unknown as List<OfferHubEvent<Matching<P>>>
  }

  /** Makes a ticket with which a browser opens the stream once, within a minute: see `subscribeWithTicket`. */
  async createTicket(options?: WriteOptions): Promise<EventTicket> {
    return (await call(this.#client, 'createEventTicket', { body: {} }, options)).data
  }
}
