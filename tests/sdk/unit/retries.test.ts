import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  InternalError,
  InvalidStateError,
  OfferHubConnectionError,
  OfferHubTimeoutError,
  RateLimitedError,
  UnexpectedAnswerError,
} from '../../../sdk/src/index.ts'
import { anOrder, fakeApi, ok, refused } from './fakeApi.ts'

const ORDER = ok(anOrder('FUNDS_RESERVED'))
const BROKEN = new TypeError('fetch failed', { cause: new Error('read ECONNRESET') })

describe('a write whose connection breaks', () => {
  it('is sent again under the same Idempotency-Key and with the same body', async () => {
    const { sdk, sent, answer } = fakeApi()
    answer(BROKEN, BROKEN, ORDER)
    expect((await sdk.orders.reserve('ord_1', { amount: '50.00' })).status).toBe('FUNDS_RESERVED')
    expect(sent).toHaveLength(3)
    expect(new Set(sent.map(({ headers }) => headers.get('idempotency-key'))).size).toBe(1)
    expect(sent.map(({ body }) => body)).toEqual(Array(3).fill({ amount: '50.00' }))
  })

  it('fails after its retries with an error that names the request, the reason and the key to repeat it with', async () => {
    const { sdk, sent, answer } = fakeApi()
    answer(BROKEN)
    const error = await sdk.orders.reserve('ord_1').catch((thrown) => thrown)
    expect(error).toBeInstanceOf(OfferHubConnectionError)
    expect(error.message).toContain('POST /api/v1/orders/ord_1/reserve')
    expect(error.message).toContain('read ECONNRESET')
    expect(error.idempotencyKey).toBe(sent[0]?.headers.get('idempotency-key'))
    expect(sent).toHaveLength(4)
  })

  it('is not repeated when the caller wants no retries', async () => {
    const { sdk, sent, answer } = fakeApi()
    answer(BROKEN, ORDER)
    await expect(sdk.orders.reserve('ord_1', {}, { maxRetries: 0 })).rejects.toBeInstanceOf(OfferHubConnectionError)
    expect(sent).toHaveLength(1)
  })
})

describe('what passes by itself is repeated', () => {
  it.each([
    ['429 RATE_LIMITED', refused(429, 'RATE_LIMITED')],
    ['503 SERVICE_UNAVAILABLE', refused(503, 'SERVICE_UNAVAILABLE')],
    ['500 INTERNAL_ERROR', refused(500, 'INTERNAL_ERROR')],
    ['409 IDEMPOTENCY_KEY_IN_PROGRESS', refused(409, 'IDEMPOTENCY_KEY_IN_PROGRESS')],
    ["a proxy's 502", new Response('<h1>Bad Gateway</h1>', { status: 502 })],
  ])('%s', async (_, passing) => {
    const { sdk, sent, answer } = fakeApi()
    answer(passing, ORDER)
    await sdk.orders.reserve('ord_1')
    expect(sent).toHaveLength(2)
  })
})

describe('what does not pass is not repeated', () => {
  it.each([
    ['409 INVALID_STATE', refused(409, 'INVALID_STATE'), InvalidStateError],
    ["a proxy's 404", new Response('nothing here', { status: 404 }), UnexpectedAnswerError],
    [
      'a redirect',
      new Response(null, { status: 301, headers: { location: 'https://x.test/' } }),
      UnexpectedAnswerError,
    ],
    ['a 200 that is no JSON', new Response('<html>', { status: 200 }), UnexpectedAnswerError],
  ])('%s', async (_, final, errorClass) => {
    const { sdk, sent, answer } = fakeApi()
    answer(final, ORDER)
    await expect(sdk.orders.reserve('ord_1')).rejects.toBeInstanceOf(errorClass)
    expect(sent).toHaveLength(1)
    // A redirect that fetch follows would never be seen here.
    expect(sent[0]?.redirect).toBe('manual')
  })
})

describe('the pause before a repeat', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.parse('2026-01-01T00:00:00Z') })
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.restoreAllMocks()
  })

  const patient = { retry: { maxRetries: 3, baseDelayMs: 100, maxDelayMs: 10_000 } }

  it.each([
    ['in seconds', '7', 7_000],
    ['as a date', 'Thu, 01 Jan 2026 00:00:05 GMT', 5_000],
  ])('is as long as Retry-After says, given %s', async (_, retryAfter, expectedMs) => {
    vi.spyOn(Math, 'random').mockReturnValue(0)
    const { sdk, sent, answer } = fakeApi(patient)
    answer(refused(429, 'RATE_LIMITED', { retryAfter }), ORDER)
    const reserving = sdk.orders.reserve('ord_1')
    await vi.advanceTimersByTimeAsync(expectedMs - 1)
    expect(sent).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    await reserving
    expect(sent).toHaveLength(2)
  })

  it('is not taken when Retry-After asks for more than the limit: the error comes at once and says how long', async () => {
    const { sdk, sent, answer } = fakeApi(patient)
    answer(refused(429, 'RATE_LIMITED', { retryAfter: '11' }), ORDER)
    const error = await sdk.orders.reserve('ord_1').catch((thrown) => thrown)
    expect(error).toBeInstanceOf(RateLimitedError)
    expect(error.retryAfterMs).toBe(11_000)
    expect(sent).toHaveLength(1)
  })

  it('is a random part of a limit that doubles up to its ceiling', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5)
    const { sdk, sent, answer } = fakeApi({ retry: { maxRetries: 4, baseDelayMs: 100, maxDelayMs: 300 } })
    answer(refused(500, 'INTERNAL_ERROR'))
    const failing = expect(sdk.orders.reserve('ord_1')).rejects.toBeInstanceOf(InternalError)
    for (const [already, delayMs] of [50, 100, 150, 150].entries()) {
      await vi.advanceTimersByTimeAsync(delayMs - 1)
      expect(sent).toHaveLength(already + 1)
      await vi.advanceTimersByTimeAsync(1)
      expect(sent).toHaveLength(already + 2)
    }
    await failing
  })

  it('ends when the caller aborts, with the reason of the signal', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1)
    const { sdk, sent, answer } = fakeApi(patient)
    answer(BROKEN)
    const controller = new AbortController()
    const aborted = expect(sdk.orders.get('ord_1', {}, { signal: controller.signal })).rejects.toThrow('enough')
    await vi.advanceTimersByTimeAsync(10)
    controller.abort(new Error('enough'))
    await aborted
    expect(sent).toHaveLength(1)
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a server that does not answer', () => {
  it('is given up after timeoutMs, as a time-out, and asked again', async () => {
    const { sdk, sent, answer } = fakeApi({ timeoutMs: 20 })
    answer('silence', ORDER)
    await sdk.orders.reserve('ord_1')
    expect(sent).toHaveLength(2)
    answer('silence')
    const error = await sdk.orders.get('ord_1', {}, { timeoutMs: 5, maxRetries: 1 }).catch((thrown) => thrown)
    expect(error).toBeInstanceOf(OfferHubTimeoutError)
    expect(error.message).toContain('within 5 ms')
    expect(sent).toHaveLength(4)
  })

  it('may be waited for without an end', async () => {
    const { sdk, answer } = fakeApi()
    answer('silence')
    const outcome = sdk.orders
      .get('ord_1', {}, { timeoutMs: Number.POSITIVE_INFINITY, maxRetries: 0 })
      .catch(() => 'over')
    const { promise: later, resolve } = Promise.withResolvers<string>()
    setTimeout(() => resolve('still waiting'), 30)
    expect(await Promise.race([outcome, later])).toBe('still waiting')
  })

  it('is left at once when the caller aborts', async () => {
    const { sdk, answer } = fakeApi()
    answer('silence')
    const controller = new AbortController()
    const reading = sdk.orders.get('ord_1', {}, { signal: controller.signal })
    controller.abort()
    await expect(reading).rejects.toHaveProperty('name', 'AbortError')
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0)
    await expect(sdk.orders.get('ord_1', {}, { signal: controller.signal })).rejects.toHaveProperty(
      'name',
      'AbortError',
    )
  })

  it('is asked to answer before the client gives up', async () => {
    const { sdk, sent, answer } = fakeApi()
    answer(ORDER)
    await sdk.resolution.release('ord_1', {}, { timeoutMs: 12_000 })
    await sdk.resolution.release('ord_1')
    await sdk.resolution.release('ord_1', {}, { waitMs: 2_500 })
    await sdk.resolution.release('ord_1', {}, { waitMs: 0, follow: false })
    expect(sent.map(({ headers }) => headers.get('prefer'))).toEqual(['wait=9', 'wait=30', 'wait=3', 'respond-async'])
  })
})
