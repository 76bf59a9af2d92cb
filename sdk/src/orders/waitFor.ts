import type { EventFeed } from '../events/feed.ts'
import { subscribe } from '../events/subscribe.ts'
import type { Order, OrderStatus } from '../generated/types.ts'
import { isPassing } from '../http/backoff.ts'
import { type Client, call } from '../http/call.ts'
import type { RequestOptions } from '../options.ts'
import { createBell } from './bell.ts'
import { canReach } from './reach.ts'
import { StatusUnreachableError, WaitTimeoutError } from './waitErrors.ts'

export type WaitOptions = {
  /** How long to wait altogether, in milliseconds. Default 120,000. */
  readonly timeoutMs?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** `polling`: open no event stream, which is one connection for each wait. Default `events`. */
  readonly via?: 'events' | 'polling' | undefined
  /** How often to ask without events, in milliseconds. Default 1,000. */
  readonly pollMs?: number | undefined
}

const TIMEOUT_MS = 120_000
const POLL_MS = 1_000
/** With events this is only a safety net. */
const POLL_BESIDE_EVENTS_MS = 10_000

/** Waits until an order is, or has been, in one of some states. */
export async function waitFor(
  client: Client,
  orderId: string,
  wanted: readonly OrderStatus[],
  options: WaitOptions = {},
): Promise<Order> {
  const { timeoutMs = TIMEOUT_MS, signal, via = 'events', pollMs = POLL_MS } = options
  const endsAtMs = Date.now() + timeoutMs
  const bell = createBell()
  const feed =
    via === 'events' ? subscribe(client, ['order.*', 'milestone.*'], { aggregateId: orderId, onGap: bell.ring }) : null
  const listening = listen(feed, bell.ring)
  try {
    for (;;) {
      const seen = await look(client, orderId, wanted, { signal }).catch(heldBack)
      if ('found' in seen && seen.found) return seen.order
      const leftMs = endsAtMs - Date.now()
      if (leftMs <= 0) throw 'error' in seen ? seen.error : new WaitTimeoutError(seen.order, wanted, timeoutMs)
      const isTold = listening.alive() && 'order' in seen && isLeftWithAnEvent(seen.order)
      await bell.wait(Math.min(leftMs, isTold ? POLL_BESIDE_EVENTS_MS : pollMs), signal)
    }
  } finally {
    feed?.close()
  }
}

/** That the network has confirmed the contract is an event of the escrow, and none of the order. */
function isLeftWithAnEvent({ status }: Order): boolean {
  return status !== 'ESCROW_CREATING'
}

/** A server that is away for a while ends no wait before its time. */
function heldBack(error: unknown): { readonly error: unknown } {
  if (isPassing(error)) return { error }
  throw error
}

type Seen = { readonly found: boolean; readonly order: Order }

async function look(
  client: Client,
  orderId: string,
  wanted: readonly OrderStatus[],
  options: RequestOptions,
): Promise<Seen> {
  const order: Order = (await call(client, 'getOrder', { params: { orderId }, query: {} }, options)).data
  if (wanted.includes(order.status)) return { found: true, order }
  if (await hasBeen(client, order, wanted, options)) return { found: true, order }
  if (wanted.some((status) => canReach(order.status, status))) return { found: false, order }
  throw new StatusUnreachableError(order, wanted)
}

/** Some states pass within one change. The order's history of states remembers them. */
async function hasBeen(
  client: Client,
  { id: orderId, status }: Order,
  wanted: readonly OrderStatus[],
  options: RequestOptions,
): Promise<boolean> {
  // A state that may still come has not been: no order comes into a state twice.
  if (wanted.every((one) => canReach(status, one))) return false
  const { states } = (await call(client, 'getTimeline', { params: { orderId } }, options)).data
  return states.some(({ statuses }) => statuses.some((one) => wanted.includes(one)))
}

/** Rings at every event; until the feed is open, and when it cannot be, the caller asks more often. */
function listen(feed: EventFeed<unknown> | null, ring: () => void): { alive(): boolean } {
  let isOpen = false
  const read = async (events: EventFeed<unknown>) => {
    await events.opened
    isOpen = true
    ring()
    for await (const _ of events) ring()
  }
  // Why there are no events does not matter: asking does without them.
  if (feed !== null) {
    void read(feed).catch(() => {
      isOpen = false
    })
  }
  return { alive: () => isOpen }
}
