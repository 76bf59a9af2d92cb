import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  OfferHubSDK,
  OrderNotFoundError,
  ServiceUnavailableError,
  StatusUnreachableError,
  WaitTimeoutError,
} from '../../../sdk/src/index.ts'
import { API_KEY, anOrder, fakeApi, ok, refused } from './fakeApi.ts'
import { fakeStream, frame, OPENING } from './fakeStream.ts'

const timeline = (...states: string[][]) =>
  ok({ events: [], transactions: [], states: states.map((statuses, version) => ({ version, statuses })) })

describe('waiting by asking', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('ends when the order is in the status', async () => {
    const { sdk, sent, answer } = fakeApi()
    answer(ok(anOrder('ESCROW_CREATING')), ok(anOrder('ESCROW_FUNDING')))
    const waiting = sdk.orders.waitFor('ord_1', 'ESCROW_FUNDING', { via: 'polling', pollMs: 500 })
    await vi.advanceTimersByTimeAsync(499)
    expect(sent).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    expect((await waiting).status).toBe('ESCROW_FUNDING')
  })

  it('ends when the order is in one of several', async () => {
    const { sdk, answer } = fakeApi()
    answer(ok(anOrder('DISPUTED')))
    expect((await sdk.orders.waitFor('ord_1', ['CLOSED', 'DISPUTED'], { via: 'polling' })).status).toBe('DISPUTED')
  })

  it('ends when the order has passed through the status', async () => {
    const { sdk, answer } = fakeApi()
    answer(ok(anOrder('CLOSED', { finalStatus: 'RELEASED' })), timeline(['RELEASE_REQUESTED'], ['RELEASED', 'CLOSED']))
    expect((await sdk.orders.waitFor('ord_1', 'RELEASED', { via: 'polling' })).status).toBe('CLOSED')
  })

  it('fails at once when the order can no longer come there', async () => {
    const { sdk, sent, answer } = fakeApi()
    answer(ok(anOrder('CLOSED', { finalStatus: 'CANCELED' })), timeline(['ORDER_CREATED'], ['CLOSED']))
    const error = await sdk.orders.waitFor('ord_1', 'IN_PROGRESS', { via: 'polling' }).catch((thrown) => thrown)
    expect(error).toBeInstanceOf(StatusUnreachableError)
    expect(error.message).toContain('CLOSED (CANCELED)')
    expect(error.order.finalStatus).toBe('CANCELED')
    expect(sent).toHaveLength(2)
  })

  it('fails after timeoutMs with the order as it was last seen', async () => {
    const { sdk, sent, answer } = fakeApi()
    answer(ok(anOrder('IN_PROGRESS')))
    const waiting = sdk.orders
      .waitFor('ord_1', 'CLOSED', { via: 'polling', pollMs: 1_000, timeoutMs: 3_500 })
      .catch((thrown) => thrown)
    await vi.advanceTimersByTimeAsync(3_500)
    const error = await waiting
    expect(error).toBeInstanceOf(WaitTimeoutError)
    expect(error.order.status).toBe('IN_PROGRESS')
    expect(sent).toHaveLength(5)
  })

  it('outlives a server that is away for a while, and says why when it stays away', async () => {
    const { sdk, answer } = fakeApi({ retry: { maxRetries: 0 } })
    const away = refused(503, 'SERVICE_UNAVAILABLE')
    answer(away, away, ok(anOrder('CLOSED')))
    const waiting = sdk.orders.waitFor('ord_1', 'CLOSED', { via: 'polling', pollMs: 1_000 })
    await vi.advanceTimersByTimeAsync(2_000)
    expect((await waiting).status).toBe('CLOSED')
    answer(away)
    const inVain = sdk.orders.waitFor('ord_1', 'CLOSED', { via: 'polling', timeoutMs: 5_000 }).catch((thrown) => thrown)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(await inVain).toBeInstanceOf(ServiceUnavailableError)
  })

  it('fails when there is no such order, and when the caller aborts', async () => {
    const { sdk, answer } = fakeApi()
    answer(refused(404, 'ORDER_NOT_FOUND'))
    await expect(sdk.orders.waitFor('ord_1', 'CLOSED', { via: 'polling' })).rejects.toBeInstanceOf(OrderNotFoundError)
    answer(ok(anOrder('IN_PROGRESS')))
    const controller = new AbortController()
    const { signal } = controller
    const stopped = expect(sdk.orders.waitFor('ord_1', 'CLOSED', { via: 'polling', signal })).rejects.toThrow('enough')
    await vi.advanceTimersByTimeAsync(100)
    controller.abort(new Error('enough'))
    await stopped
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('waiting by events', () => {
  /** A client whose stream a test writes, and whose orders are answered in turn. */
  function both(...orders: string[]) {
    const stream = fakeStream()
    const api = fakeApi()
    api.answer(...orders.map((status) => ok(anOrder(status))))
    let asked = 0
    const sdk = new OfferHubSDK({
      apiUrl: 'http://api.test:4000',
      apiKey: API_KEY,
      fetch: async (url, init) => {
        if (new URL(url).pathname.endsWith('/events')) return await stream.fetch(url, init)
        asked += 1
        return ok(anOrder(orders[Math.min(asked, orders.length) - 1] ?? ''))
      },
    })
    return { sdk, stream, asked: () => asked }
  }

  it('asks again when an event tells that the order has moved, long before it would have asked by itself', async () => {
    const { sdk, stream, asked } = both('RELEASE_REQUESTED', 'RELEASE_REQUESTED', 'CLOSED')
    const waiting = sdk.orders.waitFor('ord_1', 'CLOSED', { timeoutMs: 60_000 })
    const connection = await stream.connection(0)
    expect(connection.url.searchParams.get('aggregateId')).toBe('ord_1')
    await vi.waitUntil(() => asked() === 2)
    connection.write(OPENING + frame(5, 'order.closed'))
    expect((await waiting).status).toBe('CLOSED')
    expect(connection.cancelled).toBe(true)
  })

  it('asks by itself when the stream cannot be opened', async () => {
    const { sdk, stream } = both('RELEASE_REQUESTED', 'RELEASE_REQUESTED', 'CLOSED')
    stream.refuseNext(refused(403, 'FORBIDDEN'))
    const order = await sdk.orders.waitFor('ord_1', 'CLOSED', { timeoutMs: 60_000, pollMs: 5 })
    expect(order.status).toBe('CLOSED')
  })
})
