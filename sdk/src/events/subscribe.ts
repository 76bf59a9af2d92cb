import { type Client, headersFor } from '../http/call.ts'
import { connectStream } from './connect.ts'
import { type EventFeed, type FeedOptions, openFeed } from './feed.ts'
import type { EventPattern, Matching, OfferHubEvent } from './types.ts'

export type SubscribeOptions = FeedOptions & {
  /** Only events about this order, user, escrow or dispute. */
  readonly aggregateId?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** Subscribes with the API key. */
export function subscribe<P extends EventPattern>(
  { settings }: Client,
  patterns: readonly P[],
  options: SubscribeOptions,
): EventFeed<OfferHubEvent<Matching<P>>> {
  const url = `${settings.baseUrl}/api/v1/events?${filterOf(patterns, options.aggregateId)}`
  return openFeed(
    (after, signal) =>
      connectStream({
        url,
        headers: {
          ...headersFor(settings, { headers: options.headers }),
          accept: 'text/event-stream',
          ...(after !== null && { 'last-event-id': after }),
        },
        fetch: settings.fetch,
        timeoutMs: settings.timeoutMs,
        signal,
        secret: settings.apiKey,
      }),
    options,
  )
}

export function filterOf(patterns: readonly string[], aggregateId: string | undefined): URLSearchParams {
  return new URLSearchParams({ types: patterns.join(','), ...(aggregateId !== undefined && { aggregateId }) })
}
