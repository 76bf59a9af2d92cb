import type { OpenStream } from './connect.ts'
import { EventGapError } from './gapError.ts'
import { type Frame, readStream } from './readStream.ts'
import { connectWithRetries, RECONNECT_CEILING_MS, reconnectPause } from './reconnect.ts'
import type { EventGap } from './types.ts'

/**
 * A subscription. It is open from the beginning on, reconnects by itself and resumes after the last event, so that none is
 * lost and none comes twice. One reader; `break` ends it, and so do `close()` and the `signal`.
 */
export type EventFeed<E> = AsyncIterable<E> & {
  /** Resolves when the server listens to us: what happens from here on is heard. Rejects when that is impossible. */
  readonly opened: Promise<void>
  /** The sequence of the last event that was handed out; pass it as `since` to go on there in another process. */
  readonly position: string | null
  close(): void
}

export type FeedOptions = {
  /** The sequence of the last event that is known: the first one heard is the next. Without it: from now on. */
  readonly since?: string | undefined
  /** Ends the feed, which then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** Events were missed for good: read the present state here, and the feed goes on. Without it the feed throws `EventGapError`. */
  readonly onGap?: ((gap: EventGap) => void | Promise<void>) | undefined
  /** How long a broken feed tries to come back, in milliseconds, before it throws why it cannot. Default 15 minutes. */
  readonly giveUpAfterMs?: number | undefined
  /** Without a byte for so long, in milliseconds, the connection counts as dead. Default 45,000. */
  readonly idleTimeoutMs?: number | undefined
}

/** Opens the stream after an event; null for "from now on". */
export type Connect = (after: string | null, signal: AbortSignal) => Promise<OpenStream>

const GIVE_UP_AFTER_MS = 900_000
const IDLE_TIMEOUT_MS = 45_000
const FIRST_PAUSE_MS = 500

type State = {
  readonly connect: Connect
  readonly options: FeedOptions
  readonly signal: AbortSignal
  readonly giveUpAfterMs: number
  /** After which event to go on; null as long as that is not known. */
  position: string | null
  handedOut: string | null
  /** How long the server asks to wait before coming back. */
  pauseMs: number
}

/** Opens a feed at once; what is heard waits in the connection until somebody reads. */
export function openFeed<E>(connect: Connect, options: FeedOptions): EventFeed<E> {
  const { since = null, signal, giveUpAfterMs = GIVE_UP_AFTER_MS } = options
  const ending = new AbortController()
  const stop = () => ending.abort(signal?.reason)
  if (signal?.aborted) stop()
  else signal?.addEventListener('abort', stop, { once: true })
  const place = { position: since, handedOut: since, pauseMs: FIRST_PAUSE_MS }
  const state: State = { connect, options, signal: ending.signal, giveUpAfterMs, ...place }
  const first = connectAgain(state)
  const opened = first.then(() => undefined)
  // Whoever reads the feed gets the error; nobody has to look at `opened`.
  opened.catch(() => undefined)
  const events = listen(state, first, () => {
    signal?.removeEventListener('abort', stop)
    ending.abort()
  }) as AsyncGenerator<E>
  return {
    opened,
    get position() {
      return state.handedOut
    },
    close: () => ending.abort(),
    [Symbol.asyncIterator]: () => events,
  }
}

async function* listen(state: State, first: Promise<OpenStream>, end: () => void): AsyncGenerator<unknown> {
  const { signal, options } = state
  try {
    for (let stream = await first; ; stream = await comeBack(state)) yield* eventsOf(state, stream)
  } catch (error) {
    // A closed feed simply ends; one that its caller's signal ended says why, like every other call.
    if (!signal.aborted) throw error
    if (options.signal?.aborted) throw options.signal.reason
  } finally {
    end()
  }
}

/** The events of one connection, until it breaks. How it breaks does not matter: the next one goes on after the last event. */
async function* eventsOf(state: State, { body, end }: OpenStream): AsyncGenerator<unknown> {
  const frames = readStream(body, {
    idleTimeoutMs: state.options.idleTimeoutMs ?? IDLE_TIMEOUT_MS,
    onRetry: (pauseMs) => {
      state.pauseMs = Math.min(pauseMs, RECONNECT_CEILING_MS)
    },
  })
  try {
    for (;;) {
      const next = await frames.next().catch(() => null)
      if (next === null || next.done) return
      const event = await take(state, next.value)
      if (event !== null) yield event
    }
  } finally {
    await frames.return(undefined)
    end()
  }
}

type Message = { readonly eventType?: unknown; readonly payload?: Readonly<Record<string, unknown>> }

/** The event of a frame; null for one that has been heard before, and for what is no event. */
async function take(state: State, { id, data }: Frame): Promise<Message | null> {
  if (data === undefined) {
    // Where the stream stands is worth knowing as long as no event has told it.
    if (state.position === null && isSequence(id)) state.position = id
    return null
  }
  const message = JSON.parse(data) as Message
  if (message.eventType === 'stream.gap') {
    await passGap(state, message)
    return null
  }
  if (isSequence(id)) {
    if (id === state.handedOut) return null
    if (state.handedOut !== null && BigInt(id) < BigInt(state.handedOut)) await passReset(state, id)
    state.position = id
    state.handedOut = id
  }
  return message
}

function isSequence(id: string | undefined): id is string {
  return id !== undefined && /^\d{1,18}$/.test(id)
}

async function passGap(state: State, { payload }: Message): Promise<void> {
  const oldest = String(payload?.oldestAvailable ?? '')
  const oldestAvailable = isSequence(oldest) ? oldest : null
  await tellGap(state, { requestedAfter: state.position, oldestAvailable })
  // The gap is dealt with: a connection that breaks now shall not tell of it again.
  if (oldestAvailable !== null) state.position = String(BigInt(oldestAvailable) - 1n)
}

/** Sequences only grow. One that is lower was given by another database, one that was restored: what it lost is not known. */
function passReset(state: State, id: string): Promise<void> {
  return tellGap(state, { requestedAfter: state.handedOut, oldestAvailable: id })
}

async function tellGap({ options: { onGap } }: State, gap: EventGap): Promise<void> {
  if (onGap === undefined) throw new EventGapError(gap)
  await onGap(gap)
}

async function comeBack(state: State): Promise<OpenStream> {
  await reconnectPause(state.pauseMs, state.signal)
  const stream = await connectAgain(state)
  if (state.position === null) await tellGap(state, { requestedAfter: null, oldestAvailable: null })
  return stream
}

function connectAgain({ connect, position, signal, giveUpAfterMs }: State): Promise<OpenStream> {
  return connectWithRetries((until) => connect(position, until), signal, giveUpAfterMs)
}
