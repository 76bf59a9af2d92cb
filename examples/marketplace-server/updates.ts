import type { OfferHubSDK } from '@offerhub/sdk'

type Listener = (eventType: string) => void

/** Passes what happens to an order on to the pages that show it. */
export type Updates = {
  follow(orderId: string, listener: Listener): () => void
  /** Tells of something that the shop itself did. */
  tell(orderId: string, eventType: string): void
  close(): void
}

/** One subscription for the whole shop, however many pages are open: the API key stays on the server. */
export function createUpdates(sdk: OfferHubSDK): Updates {
  const listeners = new Map<string, Set<Listener>>()
  // Pages read the order again at every event, so an event that was missed for good does no harm.
  const feed = sdk.events.subscribe('order.*', { onGap: () => undefined })
  const tell = (orderId: string, eventType: string) => {
    for (const listener of listeners.get(orderId) ?? []) listener(eventType)
  }
  const listen = async () => {
    for await (const { payload, eventType } of feed) tell(payload.orderId, eventType)
  }
  listen().catch((error: unknown) => {
    console.error('The shop no longer hears of its orders', error)
    process.exitCode = 1
  })
  return {
    tell,
    follow(orderId, listener) {
      const all = listeners.get(orderId) ?? new Set()
      listeners.set(orderId, all.add(listener))
      return () => {
        all.delete(listener)
        if (all.size === 0) listeners.delete(orderId)
      }
    },
    close: () => feed.close(),
  }
}
