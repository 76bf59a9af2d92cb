import type { Logger } from 'pino'
import type { Database } from '../../db/connect.ts'
import { numberEvents } from '../../db/events/number.ts'
import { type EventView, latestSequence, oldestSequence, readEvents } from '../../db/events/read.ts'
import { keepListening, type Listening } from '../../db/listen.ts'
import { ApiError } from '../apiError.ts'
import { type Bell, createBell } from './bell.ts'
import { framesOf, type Gap } from './frame.ts'
import type { Subscriber } from './subscriber.ts'

const POLL_MS = 1_000
const HEARTBEAT_MS = 15_000
const PAGE_SIZE = 500
const NUMBERING_ROUNDS = 20
const OPENING_ROUNDS = 3
const SUBSCRIBERS_LIMIT = 10_000
const RETRY_AFTER_SECONDS = 5

export type EventTail = {
  /**
   * Takes a listener in and finds its starting point; null is "from now". Throws while nothing has been sent to it.
   * Returns what it asked for and cannot be given any more, if there is such a gap.
   */
  open(subscriber: Subscriber, since: bigint | null): Promise<Gap | null>
  /** Serves a listener from the database up to now; from then on it gets every new event until it leaves. */
  follow(subscriber: Subscriber): Promise<void>
  leave(subscriber: Subscriber): void
  close(): Promise<void>
}

type Tail = {
  readonly db: Database
  readonly logger: Logger
  readonly bell: Bell
  /** Listeners that have caught up; each new event goes to all of them. */
  readonly live: Set<Subscriber>
  /** Everybody connected, live or catching up. */
  readonly connected: Set<Subscriber>
  /** The last event fanned out; null while nobody listens. */
  position: bigint | null
  /** Resolved after every round, so that a newcomer can wait for a position. */
  round: PromiseWithResolvers<void>
  stopped: boolean
}

/** One reader of the outbox for all listeners of this process, woken by the database and, failing that, by the clock. */
export function startEventTail(db: Database, logger: Logger): EventTail {
  const tail: Tail = {
    db,
    logger,
    bell: createBell(),
    live: new Set(),
    connected: new Set(),
    position: null,
    round: Promise.withResolvers(),
    stopped: false,
  }
  const running = run(tail)
  const heartbeat = setInterval(() => {
    for (const subscriber of tail.live) subscriber.heartbeat()
  }, HEARTBEAT_MS)
  heartbeat.unref()
  return {
    open: (subscriber, since) => open(tail, subscriber, since),
    follow: (subscriber) => catchUp(tail, subscriber),
    leave(subscriber) {
      tail.live.delete(subscriber)
      tail.connected.delete(subscriber)
    },
    async close() {
      tail.stopped = true
      clearInterval(heartbeat)
      for (const subscriber of tail.connected) subscriber.close()
      tail.bell.ring()
      await running
    },
  }
}

async function run(tail: Tail): Promise<void> {
  const listening = listen(tail)
  let isFailing = false
  while (!tail.stopped) {
    try {
      await readRound(tail)
      if (isFailing) tail.logger.info('The event stream reads the outbox again')
      isFailing = false
    } catch (error) {
      // Once for each time that the database is away, however long it stays away.
      if (!isFailing) tail.logger.error({ err: error }, 'The event stream could not read the outbox; it tries again')
      isFailing = true
    }
    tail.round.resolve()
    tail.round = Promise.withResolvers()
    if (!tail.stopped) await tail.bell.wait(POLL_MS)
  }
  tail.round.resolve()
  await listening.stop()
}

function listen(tail: Tail): Listening {
  const wake = () => {
    // Without listeners the clock is enough: numbering then happens in larger batches.
    if (tail.connected.size > 0) tail.bell.ring()
  }
  return keepListening(tail.db, 'events', wake, wake)
}

async function readRound(tail: Tail): Promise<void> {
  await numberNewEvents(tail)
  if (tail.connected.size === 0) {
    tail.position = null
    return
  }
  tail.position ??= await latestSequence(tail.db)
  for (;;) {
    const page = await readEvents(tail.db, { afterSequence: tail.position, limit: PAGE_SIZE })
    for (const event of page) fanOut(tail, event)
    if (page.length < PAGE_SIZE || tail.stopped) return
  }
}

/** Bounded, so that a flood of new events cannot keep the listeners from hearing the first of them. */
async function numberNewEvents(tail: Tail): Promise<void> {
  for (let round = 0; round < NUMBERING_ROUNDS && !tail.stopped; round += 1) {
    if ((await numberEvents(tail.db)) === 0) return
  }
  tail.bell.ring()
}

function fanOut(tail: Tail, event: EventView): void {
  const frames = framesOf(event)
  for (const subscriber of tail.live) subscriber.offer(event, frames)
  tail.position = BigInt(event.sequence)
}

async function open(tail: Tail, subscriber: Subscriber, since: bigint | null): Promise<Gap | null> {
  if (tail.stopped || tail.connected.size >= SUBSCRIBERS_LIMIT) {
    throw unavailable('This process serves as many event streams as it can. Try again shortly.')
  }
  tail.connected.add(subscriber)
  try {
    subscriber.position = await firstPosition(tail, since)
    return await gapAfter(tail, since)
  } catch (error) {
    tail.connected.delete(subscriber)
    throw error
  }
}

/** A starting point beyond the last event, from a database that is no more, means "from now". */
async function firstPosition(tail: Tail, since: bigint | null): Promise<bigint> {
  for (let round = 0; tail.position === null && round < OPENING_ROUNDS; round += 1) {
    const { promise } = tail.round
    tail.bell.ring()
    await promise
  }
  if (tail.position === null) throw unavailable('The events cannot be read at the moment. Try again shortly.')
  if (since === null || since <= tail.position) return since ?? tail.position
  const latest = await latestSequence(tail.db)
  return since < latest ? since : latest
}

/** Sequences have no holes, so the event after `since` is there or it was deleted. */
async function gapAfter({ db }: Tail, since: bigint | null): Promise<Gap | null> {
  const oldest = since === null ? null : await oldestSequence(db)
  if (since === null || oldest === null || since >= oldest - 1n) return null
  return { requestedAfter: since, oldestAvailable: oldest }
}

function unavailable(message: string): ApiError {
  return new ApiError('SERVICE_UNAVAILABLE', message, { retryAfterSeconds: RETRY_AFTER_SECONDS })
}

/** Reads from the database until nothing is missing, then joins the live ones in the same breath, so that no event falls between. */
async function catchUp(tail: Tail, subscriber: Subscriber): Promise<void> {
  while (!subscriber.closed && !tail.stopped) {
    if (subscriber.position >= (tail.position ?? 0n)) {
      tail.live.add(subscriber)
      return
    }
    const page = await readEvents(tail.db, { afterSequence: subscriber.position, limit: PAGE_SIZE })
    if (page.length === 0) return void tail.live.add(subscriber)
    for (const event of page) subscriber.offer(event)
    await subscriber.drained()
  }
}
