import { Writable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { DEFAULT_DIALECT } from '../../api/dialects/chooseDialect.ts'
import { january2026 } from '../../api/dialects/january2026.ts'
import { matcherOf, parsePatterns } from '../../api/events/pattern.ts'
import { BUFFER_LIMIT_BYTES, createSubscriber } from '../../api/events/subscriber.ts'
import type { EventView } from '../../db/events/read.ts'
import type { EventType } from '../../domain/events.ts'

function eventOf(sequence: number, eventType: EventType = 'order.created', padding = ''): EventView {
  return {
    eventId: `evt_${sequence}`,
    eventType,
    occurredAt: '2026-03-01T00:00:00.000Z',
    aggregateId: 'ord_1',
    aggregateType: 'order',
    payload: { orderId: 'ord_1', padding },
    metadata: {},
    sequence: String(sequence),
  }
}

function subscriberOf(stream: Writable, types?: string, dialect = DEFAULT_DIALECT) {
  return createSubscriber(stream, { patterns: parsePatterns(types) }, dialect)
}

/** A reader that takes what it is given, or nothing at all. */
function readerOf(behaviour: 'reads' | 'stalls') {
  const received: string[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      received.push(String(chunk))
      if (behaviour === 'reads') done()
    },
  })
  return { stream, received }
}

describe('a subscriber of the event stream', () => {
  test('gets each event once and in order, whatever is offered twice', () => {
    const { stream, received } = readerOf('reads')
    const subscriber = subscriberOf(stream)
    for (const sequence of [1, 2, 2, 1, 3]) subscriber.offer(eventOf(sequence))
    expect(received.map((frame) => /^id: (\d+)/.exec(frame)?.[1])).toEqual(['1', '2', '3'])
  })

  test('gets unnamed events, so that onmessage hears them', () => {
    const { stream, received } = readerOf('reads')
    subscriberOf(stream).offer(eventOf(1))
    expect(received[0]).toMatch(/^id: 1\ndata: \{.*\}\n\n$/)
    expect(received[0]).not.toMatch(/^event:/m)
  })

  test('gets only the types that it asked for', () => {
    const { stream, received } = readerOf('reads')
    const subscriber = subscriberOf(stream, 'order.*,balance.credited')
    const types = ['order.closed', 'balance.credited', 'balance.debited', 'user.created'] as const
    for (const [index, type] of types.entries()) subscriber.offer(eventOf(index + 1, type))
    expect(received).toHaveLength(2)
  })

  test('is dropped once it leaves more unread than the limit', () => {
    const { stream } = readerOf('stalls')
    const subscriber = subscriberOf(stream)
    const padding = 'x'.repeat(BUFFER_LIMIT_BYTES / 4)
    for (let sequence = 1; sequence <= 4; sequence += 1) subscriber.offer(eventOf(sequence, 'order.created', padding))
    expect(subscriber.closed).toBe(false)
    for (let sequence = 5; sequence <= 6; sequence += 1) subscriber.offer(eventOf(sequence, 'order.created', padding))
    expect(subscriber.closed).toBe(true)
  })

  test('does not hold up a catch-up when it goes away while being waited for', async () => {
    const { stream } = readerOf('stalls')
    const subscriber = subscriberOf(stream)
    subscriber.offer(eventOf(1, 'order.created', 'x'.repeat(100_000)))
    const drained = subscriber.drained()
    stream.destroy()
    await drained
    expect(subscriber.closed).toBe(true)
  })
})

describe('a subscriber that speaks the version 2026-01-12', () => {
  test('hears events by that version’s names', () => {
    const { stream, received } = readerOf('reads')
    const subscriber = subscriberOf(stream, undefined, january2026)
    const types = ['order.funds_reserved', 'balance.reserved', 'order.closed'] as const
    for (const [index, type] of types.entries()) subscriber.offer(eventOf(index + 1, type))
    expect(received.map((frame) => JSON.parse(frame.split('data: ')[1] ?? '').eventType)).toEqual([
      'order.reserved',
      'balance.updated',
      'order.closed',
    ])
  })
})

describe('the filter of event types', () => {
  const wants = (types: unknown, eventType: string, aggregateId?: string) =>
    matcherOf({ patterns: parsePatterns(types), aggregateId })({ eventType, aggregateId: 'ord_1' })

  test.each(['order', 'order.', 'Order.*', 'order.*;drop', 'a.b.c'])('refuses "%s"', (pattern) => {
    expect(() => parsePatterns(pattern)).toThrow(/types/)
  })

  test('without a pattern lets everything through', () => {
    expect(wants(undefined, 'wallet.ready')).toBe(true)
    expect(wants('*', 'wallet.ready')).toBe(true)
  })

  test.each([
    ['order.reserved', 'order.funds_reserved', true],
    ['balance.updated', 'balance.credited', true],
    ['balance.updated', 'order.closed', false],
    [['order.closed', 'user.*,wallet.ready'], 'user.created', true],
    [['order.closed', 'user.*,wallet.ready'], 'order.created', false],
  ])('reads %o so that %s is %s', (types, eventType, wanted) => {
    expect(wants(types, eventType)).toBe(wanted)
  })

  test('lets through only what is about the thing asked for', () => {
    expect(wants('order.*', 'order.closed', 'ord_1')).toBe(true)
    expect(wants('order.*', 'order.closed', 'ord_2')).toBe(false)
  })
})
