import { createParser } from 'eventsource-parser'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Harness, startApi } from './harness.ts'

let api: Harness

beforeAll(async () => {
  api = await startApi()
})

afterAll(async () => {
  await api.stop()
})

type Heard = {
  id: string
  name: string | undefined
  eventType: string
  payload: Record<string, unknown>
  sequence: string
}
type Stream = {
  readonly heard: Heard[]
  /** Resolves when an event has come for which this holds. */
  until(holds: (event: Heard) => boolean): Promise<Heard>
  close(): Promise<void>
}

async function listen(query = '', headers: Record<string, string> = {}): Promise<Stream> {
  const leave = new AbortController()
  const response = await fetch(`${api.url}/api/v1/events${query}`, {
    headers: { Authorization: `Bearer ${api.apiKey}`, ...headers },
    signal: leave.signal,
  })
  expect(response.status).toBe(200)
  expect(response.headers.get('Content-Type')).toBe('text/event-stream; charset=utf-8')
  const heard: Heard[] = []
  let changed = Promise.withResolvers<void>()
  const parser = createParser({
    onEvent(event) {
      heard.push({ id: event.id ?? '', name: event.event, ...JSON.parse(event.data) })
      changed.resolve()
      changed = Promise.withResolvers()
    },
  })
  const reading = read(response, (text) => parser.feed(text))
  return {
    heard,
    async until(holds) {
      for (;;) {
        const found = heard.find(holds)
        if (found !== undefined) return found
        await changed.promise
      }
    },
    async close() {
      leave.abort()
      await reading
    },
  }
}

async function read(response: Response, take: (text: string) => void): Promise<void> {
  const decoder = new TextDecoder()
  try {
    for await (const chunk of response.body ?? []) take(decoder.decode(chunk, { stream: true }))
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'AbortError') throw error
  }
}

const isClosing = (orderId: string) => (event: Heard) =>
  event.eventType === 'order.closed' && event.payload.orderId === orderId

async function cancelledOrder(): Promise<string> {
  const { id } = await api.order()
  await api.post(`/api/v1/orders/${id}/cancel`)
  return id
}

describe('the stream of events', () => {
  test('brings what happens from now on, unnamed and in order', async () => {
    const earlier = await cancelledOrder()
    const stream = await listen()
    const id = await cancelledOrder()
    const closed = await stream.until(isClosing(id))
    await stream.close()
    expect(stream.heard.some(({ payload }) => payload.orderId === earlier)).toBe(false)
    const own = stream.heard.filter(({ payload }) => payload.orderId === id)
    expect(own.map(({ eventType }) => eventType)).toEqual(['order.created', 'order.canceled', 'order.closed'])
    expect(stream.heard.every(({ name }) => name === undefined)).toBe(true)
    expect(closed).toMatchObject({
      eventId: expect.stringMatching(/^evt_/),
      aggregateType: 'order',
      aggregateId: id,
      occurredAt: expect.stringMatching(/Z$/),
      metadata: expect.any(Object),
      sequence: closed.id,
    })
  })

  test('resumes after the Last-Event-ID without a gap or a repeat', async () => {
    const first = await listen()
    const before = await cancelledOrder()
    const last = await first.until(isClosing(before))
    await first.close()
    const missed = await cancelledOrder()
    const second = await listen('', { 'Last-Event-ID': last.id })
    const live = await cancelledOrder()
    await second.until(isClosing(live))
    await second.close()
    const sequences = second.heard.map(({ sequence }) => Number(sequence))
    expect(sequences).toEqual(sequences.map((_, index) => Number(last.sequence) + 1 + index))
    expect(second.heard.some(isClosing(missed))).toBe(true)
  })

  test('begins where ?since= says, and the Last-Event-ID wins over it', async () => {
    const id = await cancelledOrder()
    const all = await listen('?since=0')
    const closed = await all.until(isClosing(id))
    await all.close()
    expect(all.heard[0]?.sequence).toBe('1')
    const rest = await listen('?since=0', { 'Last-Event-ID': String(Number(closed.sequence) - 1) })
    await rest.until(isClosing(id))
    await rest.close()
    expect(rest.heard[0]?.eventType).toBe('order.closed')
  })

  test('begins now when the starting point lies beyond the last event', async () => {
    const stream = await listen('?since=999999999999')
    const id = await cancelledOrder()
    await stream.until(isClosing(id))
    await stream.close()
  })

  test('brings only the types that were asked for', async () => {
    const stream = await listen('?types=order.closed,user.*')
    const id = await cancelledOrder()
    await stream.until(isClosing(id))
    await stream.close()
    expect(new Set(stream.heard.map(({ eventType }) => eventType))).toEqual(new Set(['user.created', 'order.closed']))
  })

  test('brings every event to each of many listeners while orders are made', async () => {
    const streams = await Promise.all(Array.from({ length: 10 }, () => listen('?types=order.*')))
    const ids = await Promise.all(Array.from({ length: 3 }, cancelledOrder))
    for (const stream of streams) {
      for (const id of ids) await stream.until(isClosing(id))
      const sequences = stream.heard.map(({ sequence }) => BigInt(sequence))
      expect(sequences).toEqual([...new Set(sequences)].sort((left, right) => (left < right ? -1 : 1)))
    }
    await Promise.all(streams.map((stream) => stream.close()))
  })
})

describe('the stream of events is refused', () => {
  test.each([
    ['?since=yesterday', {}, 'since'],
    ['?since=-1', {}, 'since'],
    ['?types=Order', {}, 'types'],
    ['', { 'Last-Event-ID': 'evt_1' }, 'Last-Event-ID'],
  ])('for %s %o', async (query, headers: Record<string, string>, field) => {
    const { status, body } = await api.get(`/api/v1/events${query}`, { headers })
    expect([status, body.error.details.fields]).toEqual([400, [expect.objectContaining({ field })]])
  })

  test('without a key', async () => {
    expect((await api.get('/api/v1/events', { key: null })).status).toBe(401)
  })
})
