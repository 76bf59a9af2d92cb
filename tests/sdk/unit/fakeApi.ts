import type { FetchLike } from '../../../sdk/src/index.ts'
import { type OfferHubOptions, OfferHubSDK } from '../../../sdk/src/index.ts'

export const API_KEY = 'ohk_test_0123456789abcdef'

/** A request as it would have gone out. */
export type Sent = {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Headers
  readonly body: unknown
  readonly redirect: string | undefined
}

/** What becomes of one request: an answer, an error that `fetch` throws, or silence until the signal fires. */
export type Turn = Response | Error | 'silence' | ((sent: Sent) => Response)

export type FakeApi = {
  readonly sdk: OfferHubSDK
  readonly sent: Sent[]
  /** What the next requests meet, in order; the last one is met by all further requests. */
  answer(...turns: Turn[]): void
}

/** A client whose requests go nowhere. Pauses between attempts are as good as none, unless a test wants them. */
export function fakeApi(options: Partial<OfferHubOptions> = {}): FakeApi {
  const sent: Sent[] = []
  let turns: Turn[] = []
  const fetch: FetchLike = async (url, init) => {
    init.signal?.throwIfAborted()
    const { pathname, searchParams } = new URL(url)
    const request = {
      method: init.method ?? 'GET',
      path: pathname,
      query: Object.fromEntries(searchParams),
      headers: new Headers(init.headers),
      redirect: init.redirect,
      body: init.body === undefined ? undefined : JSON.parse(String(init.body)),
    }
    sent.push(request)
    const turn = turns.length > 1 ? turns.shift() : turns[0]
    if (turn === undefined) throw new Error(`Nothing is prepared for ${request.method} ${pathname}`)
    if (turn === 'silence') return await silence(init.signal ?? undefined)
    if (turn instanceof Error) throw turn
    return typeof turn === 'function' ? turn(request) : turn.clone()
  }
  const sdk = new OfferHubSDK({
    apiUrl: 'http://api.test:4000',
    apiKey: API_KEY,
    fetch,
    retry: { maxRetries: 3, baseDelayMs: 1, maxDelayMs: 20 },
    ...options,
  })
  return { sdk, sent, answer: (...next) => (turns = next) }
}

function silence(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason), { once: true }))
}

/** A successful answer. */
export function ok(data: unknown, status = 200): Response {
  return Response.json({ success: true, data }, { status })
}

export function page(data: readonly unknown[], nextCursor: string | null): Response {
  return Response.json({ success: true, data, pagination: { hasMore: nextCursor !== null, nextCursor } })
}

/** A refusal of the catalogue. */
export function refused(status: number, code: string, extra: { details?: object; retryAfter?: string } = {}): Response {
  const { details, retryAfter } = extra
  const error = { code, message: `It is ${code}.`, details, requestId: 'req_1', docs: `http://api.test/errors/${code}` }
  return Response.json({ error }, { status, ...(retryAfter && { headers: { 'retry-after': retryAfter } }) })
}

/** An order as far as tests look at it. */
export function anOrder(status: string, extra: object = {}): Record<string, unknown> {
  return { id: 'ord_1', status, finalStatus: null, amount: '50.00', ...extra }
}

export function aCommand(status: string, extra: object = {}): Record<string, unknown> {
  return { id: 'cmd_1', orderId: 'ord_1', kind: 'release', status, order: null, error: null, ...extra }
}
