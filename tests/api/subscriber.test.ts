import { Writable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { parseTypes } from '../../api/events/pattern.ts'
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
    const subscriber = createSubscriber(stream, parseTypes(undefined))
    for (const sequence of [1, 2, 2, 1, 3]) subscriber.offer(eventOf(sequence))
    expect(received.map((frame) => /^id: (\d+)/.exec(frame)?.[1])).toEqual(['1', '2', '3'])
  })

  test('gets unnamed events, so that onmessage hears them', () => {
    const { stream, received } = readerOf('reads')
    createSubscriber(stream, parseTypes(undefined)).offer(eventOf(1))
    expect(received[0]).toMatch(/^id: 1\ndata: \{.*\}\n\n$/)
    expect(received[0]).not.toMatch(/^event:/m)
  })

  test('gets only the types that it asked for', () => {
    const { stream, received } = readerOf('reads')
    const subscriber = createSubscriber(stream, parseTypes('order.*,balance.credited'))
    const types = ['order.closed', 'balance.credited', 'balance.debited', 'user.created'] as const
    for (const [index, type] of types.entries()) subscriber.offer(eventOf(index + 1, type))
    expect(received).toHaveLength(2)
  })

  test('is dropped once it leaves more unread than the limit', () => {
    const { stream } = readerOf('stalls')
    const subscriber = createSubscriber(stream, parseTypes(undefined))
    const padding = 'x'.repeat(BUFFER_LIMIT_BYTES / 4)
    for (let sequence = 1; sequence <= 4; sequence += 1) subscriber.offer(eventOf(sequence, 'order.created', padding))
    expect(subscriber.closed).toBe(false)
    for (let sequence = 5; sequence <= 6; sequence += 1) subscriber.offer(eventOf(sequence, 'order.created', padding))
    expect(subscriber.closed).toBe(true)
  })

  test('does not hold up a catch-up when it goes away while being waited for', async () => {
    const { stream } = readerOf('stalls')
    const subscriber = createSubscriber(stream, parseTypes(undefined))
    subscriber.offer(eventOf(1, 'order.created', 'x'.repeat(100_000)))
    const drained = subscriber.drained()
    stream.destroy()
    await drained
    expect(subscriber.closed).toBe(true)
  })
})

describe('the filter of event types', () => {
  test.each(['order', 'order.', 'Order.*', 'order.*;drop', 'a.b.c'])('refuses "%s"', (pattern) => {
    expect(() => parseTypes(pattern)).toThrow(/types/)
  })

  test('without a pattern lets everything through', () => {
    expect(parseTypes(undefined)('wallet.ready')).toBe(true)
    expect(parseTypes('*')('wallet.ready')).toBe(true)
  })
})
