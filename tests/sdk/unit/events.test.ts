import { getEventListeners } from 'node:events'
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  type EventFeed,
  EventGapError,
  OfferHubConnectionError,
  subscribeWithTicket,
  UnauthorizedError,
} from '../../../sdk/src/index.ts'
import { API_KEY, refused } from './fakeApi.ts'
import { fakeStream, frame, gapFrame, OPENING } from './fakeStream.ts'

afterEach(() => {
  vi.useRealTimers()
})

/** The sequences of the next events of a feed. */
async function take(feed: EventFeed<{ sequence: string }>, count: number): Promise<string[]> {
  const events = feed[Symbol.asyncIterator]()
  const taken: string[] = []
  while (taken.length < count) {
    const { value, done } = await events.next()
    if (done) break
    taken.push(value.sequence)
  }
  return taken
}

describe('a subscription', () => {
  it('asks for its patterns and its aggregate, and gives each event as it comes', async () => {
    const { sdk, connection } = fakeStream()
    const feed = sdk.events.subscribe(['order.*', 'balance.credited'], { aggregateId: 'ord_1' })
    await feed.opened
    const { url, headers, write } = await connection(0)
    expect(Object.fromEntries(url.searchParams)).toEqual({ types: 'order.*,balance.credited', aggregateId: 'ord_1' })
    expect(headers.get('authorization')).toBe(`Bearer ${API_KEY}`)
    expect(headers.get('last-event-id')).toBeNull()
    write(OPENING + frame(4) + frame(6))
    expect(await take(feed, 2)).toEqual(['4', '6'])
    expect(feed.position).toBe('6')
    feed.close()
  })

  it('puts events together that arrive in pieces, in the middle of a character too', async () => {
    const { sdk, connection } = fakeStream()
    const feed = sdk.events.subscribe('*')
    const { writeBytes } = await connection(0)
    const whole = `id: 7\r\ndata: ${JSON.stringify({ eventType: 'order.created', sequence: '7 € ☃' })}\r\n\r\n`
    const reading = take(feed, 1)
    for (const byte of new TextEncoder().encode(whole)) writeBytes(Uint8Array.of(byte))
    expect(await reading).toEqual(['7 € ☃'])
    feed.close()
  })

  it('that is left ends its connection and lets go of the signal', async () => {
    const { sdk, connection } = fakeStream()
    const { signal } = new AbortController()
    const feed = sdk.events.subscribe('*', { signal })
    const first = await connection(0)
    first.write(frame(1))
    for await (const _ of feed) break
    expect(first.cancelled).toBe(true)
    expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  })

  it('that is closed ends the iteration; one whose signal fires throws the reason', async () => {
    const { sdk, connection } = fakeStream()
    const feed = sdk.events.subscribe('*')
    await connection(0)
    const reading = take(feed, 1)
    feed.close()
    expect(await reading).toEqual([])
    const controller = new AbortController()
    const watched = sdk.events.subscribe('*', { signal: controller.signal })
    await connection(1)
    const failing = expect(take(watched, 1)).rejects.toThrow('enough')
    controller.abort(new Error('enough'))
    await failing
  })

  it('with a key that is not known fails at once', async () => {
    const { sdk, refuseNext, connections } = fakeStream()
    refuseNext(refused(401, 'UNAUTHORIZED'))
    const feed = sdk.events.subscribe('*')
    await expect(feed.opened).rejects.toBeInstanceOf(UnauthorizedError)
    await expect(take(feed, 1)).rejects.toBeInstanceOf(UnauthorizedError)
    expect(connections).toHaveLength(0)
  })
})

describe('a connection that ends', () => {
  it.each(['end', 'breakOff'] as const)(
    'by %s is opened again after the last event, and nothing comes twice',
    async (how) => {
      const { sdk, connection } = fakeStream()
      const feed = sdk.events.subscribe('order.*', { since: '3' })
      const first = await connection(0)
      expect(first.headers.get('last-event-id')).toBe('3')
      first.write(OPENING + frame(4) + frame(5))
      expect(await take(feed, 2)).toEqual(['4', '5'])
      first[how]()
      const reading = take(feed, 1)
      const second = await connection(1)
      expect(second.headers.get('last-event-id')).toBe('5')
      second.write(frame(5) + frame(6))
      expect(await reading).toEqual(['6'])
      feed.close()
    },
  )

  it('is opened again although the server refuses for a while, until giveUpAfterMs is over', async () => {
    const { sdk, connection, refuseNext, connections } = fakeStream()
    const feed = sdk.events.subscribe('order.*', { since: '3', giveUpAfterMs: 2_500 })
    const first = await connection(0)
    first.write(OPENING)
    refuseNext(new TypeError('fetch failed'))
    refuseNext(refused(503, 'SERVICE_UNAVAILABLE'))
    const reading = take(feed, 1)
    first.end()
    const second = await connection(1)
    second.write(frame(4))
    expect(await reading).toEqual(['4'])
    vi.useFakeTimers()
    for (let refusals = 0; refusals < 50; refusals += 1) refuseNext(new TypeError('fetch failed'))
    const failing = expect(take(feed, 1)).rejects.toBeInstanceOf(OfferHubConnectionError)
    second.end()
    await vi.advanceTimersByTimeAsync(5_000)
    await failing
    expect(connections).toHaveLength(2)
  })

  it('before its first event is no gap when the server has said where the stream stands', async () => {
    const { sdk, connection } = fakeStream()
    const feed = sdk.events.subscribe('order.*')
    const first = await connection(0)
    const reading = take(feed, 1)
    first.write(`${OPENING}id: 9\n\n`)
    first.end()
    const second = await connection(1)
    expect(second.headers.get('last-event-id')).toBe('9')
    second.write(frame(10))
    expect(await reading).toEqual(['10'])
    feed.close()
  })

  it('before its first event is a gap when nobody knows where the stream stood', async () => {
    const { sdk, connection } = fakeStream()
    const feed = sdk.events.subscribe('order.*')
    const first = await connection(0)
    const failing = expect(take(feed, 1)).rejects.toBeInstanceOf(EventGapError)
    first.write(OPENING)
    first.end()
    await failing
  })

  it('in silence counts as dead after idleTimeoutMs', async () => {
    const { sdk, connection } = fakeStream()
    const feed = sdk.events.subscribe('order.*', { since: '3', idleTimeoutMs: 20 })
    const first = await connection(0)
    first.write(OPENING)
    const reading = take(feed, 1)
    const second = await connection(1)
    expect(first.cancelled).toBe(true)
    second.write(frame(4))
    expect(await reading).toEqual(['4'])
    feed.close()
  })
})

describe('events that are no longer kept', () => {
  it('end a subscription with an error that says what is missing', async () => {
    const { sdk, connection } = fakeStream()
    const feed = sdk.events.subscribe('order.*', { since: '3' })
    const { write } = await connection(0)
    write(OPENING + gapFrame(3, 10) + frame(10))
    const error = await take(feed, 1).catch((thrown) => thrown)
    expect(error).toBeInstanceOf(EventGapError)
    expect(error.gap).toEqual({ requestedAfter: '3', oldestAvailable: '10' })
  })

  it('are told to onGap once, and the subscription goes on with the oldest that is kept', async () => {
    const { sdk, connection } = fakeStream()
    const gaps: unknown[] = []
    const feed = sdk.events.subscribe('order.*', { since: '3', onGap: (gap) => void gaps.push(gap) })
    const first = await connection(0)
    first.write(OPENING + gapFrame(3, 10))
    const reading = take(feed, 1)
    first.end()
    const second = await connection(1)
    expect(second.headers.get('last-event-id')).toBe('9')
    second.write(frame(10))
    expect(await reading).toEqual(['10'])
    expect(gaps).toEqual([{ requestedAfter: '3', oldestAvailable: '10' }])
    feed.close()
  })

  it('because the database was restored are told, too: its sequences begin again below the last one', async () => {
    const { sdk, connection } = fakeStream()
    const gaps: unknown[] = []
    const feed = sdk.events.subscribe('order.*', { since: '30', onGap: (gap) => void gaps.push(gap) })
    const { write } = await connection(0)
    write(OPENING + frame(12) + frame(13))
    expect(await take(feed, 2)).toEqual(['12', '13'])
    expect(gaps).toEqual([{ requestedAfter: '30', oldestAvailable: '12' }])
    feed.close()
    const strict = sdk.events.subscribe('order.*', { since: '30' })
    const second = await connection(1)
    second.write(frame(12))
    await expect(take(strict, 1)).rejects.toThrow('restored')
  })

  it('are told to an onGap whose own failure reaches the reader', async () => {
    const { sdk, connection } = fakeStream()
    const onGap = () => Promise.reject(new Error('my database is away'))
    const feed = sdk.events.subscribe('order.*', { since: '3', onGap })
    const { write } = await connection(0)
    write(gapFrame(3, 10))
    await expect(take(feed, 1)).rejects.toThrow('my database is away')
  })
})

it('a browser subscribes with a new ticket for each connection, and without any header', async () => {
  const { fetch, connection } = fakeStream()
  let tickets = 0
  const feed = subscribeWithTicket('order.*', {
    apiUrl: 'http://api.test:4000',
    ticket: async () => `tkt_${++tickets}`,
    fetch,
  })
  const first = await connection(0)
  expect([...first.headers]).toEqual([])
  expect(Object.fromEntries(first.url.searchParams)).toEqual({ types: 'order.*', ticket: 'tkt_1' })
  first.write(OPENING + frame(4))
  expect(await take(feed, 1)).toEqual(['4'])
  const reading = take(feed, 1)
  first.end()
  const second = await connection(1)
  expect(Object.fromEntries(second.url.searchParams)).toEqual({ types: 'order.*', ticket: 'tkt_2', since: '4' })
  second.write(frame(5))
  expect(await reading).toEqual(['5'])
  feed.close()
})
