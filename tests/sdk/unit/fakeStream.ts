import type { FetchLike } from '../../../sdk/src/index.ts'
import { OfferHubSDK } from '../../../sdk/src/index.ts'
import { API_KEY } from './fakeApi.ts'

/** One connection of a listener, written to by the test. */
export type Connection = {
  readonly url: URL
  readonly headers: Headers
  /** Sends text as the server would. */
  write(text: string): void
  writeBytes(bytes: Uint8Array): void
  /** Ends it as a server that stops does. */
  end(): void
  /** Breaks it as a network does. */
  breakOff(): void
  readonly cancelled: boolean
}

export type FakeStream = {
  readonly sdk: OfferHubSDK
  readonly fetch: FetchLike
  readonly connections: Connection[]
  /** The n-th connection, as soon as it is there. */
  connection(index: number): Promise<Connection>
  /** What the next connection attempt meets instead of a stream. */
  refuseNext(turn: Response | Error): void
}

/** A server of event streams that does what a test says. */
export function fakeStream(): FakeStream {
  const connections: Connection[] = []
  const refusals: (Response | Error)[] = []
  const waiting = new Set<() => void>()
  const fetch: FetchLike = async (url, init) => {
    const refusal = refusals.shift()
    if (refusal instanceof Error) throw refusal
    if (refusal !== undefined) return refusal
    const { connection, body } = openConnection(new URL(url), init)
    connections.push(connection)
    for (const wake of waiting) wake()
    return new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } })
  }
  return {
    sdk: new OfferHubSDK({ apiUrl: 'http://api.test:4000', apiKey: API_KEY, fetch }),
    fetch,
    connections,
    refuseNext: (turn) => refusals.push(turn),
    async connection(index) {
      while (connections[index] === undefined) {
        const { promise, resolve } = Promise.withResolvers<void>()
        waiting.add(resolve)
        await promise
      }
      return connections[index]
    },
  }
}

function openConnection(url: URL, init: RequestInit): { connection: Connection; body: ReadableStream<Uint8Array> } {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  let cancelled = false
  const body = new ReadableStream<Uint8Array>({
    start(given) {
      controller = given
    },
    cancel() {
      cancelled = true
    },
  })
  init.signal?.addEventListener('abort', () => {
    if (!cancelled) controller?.error(init.signal?.reason)
    cancelled = true
  })
  const connection: Connection = {
    url,
    headers: new Headers(init.headers),
    write: (text) => controller?.enqueue(new TextEncoder().encode(text)),
    writeBytes: (bytes) => controller?.enqueue(bytes),
    end: () => controller?.close(),
    breakOff: () => controller?.error(new Error('ECONNRESET')),
    get cancelled() {
      return cancelled
    },
  }
  return { connection, body }
}

/** The opening words of a stream that reconnects at once. */
export const OPENING = 'retry: 1\n: connected\n\n'

export function frame(sequence: number, eventType = 'order.created'): string {
  return `id: ${sequence}\ndata: ${JSON.stringify({ eventType, sequence: String(sequence), payload: {} })}\n\n`
}

export function gapFrame(requestedAfter: number, oldestAvailable: number): string {
  const payload = { requestedAfter: String(requestedAfter), oldestAvailable: String(oldestAvailable) }
  return `data: ${JSON.stringify({ eventType: 'stream.gap', aggregateType: 'stream', payload })}\n\n`
}
