import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Harness, startApi } from './harness.ts'
import { type Heard, listenTo, type Stream } from './listen.ts'

let api: Harness

beforeAll(async () => {
  api = await startApi()
})

afterAll(async () => {
  await api.stop()
})

const listen = (query = '', headers: Record<string, string> = {}): Promise<Stream> =>
  listenTo(api.url, query, { Authorization: `Bearer ${api.apiKey}`, ...headers })

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

describe('the stream of events by the version 2026-01-12', () => {
  const JANUARY = { 'Offerhub-Version': '2026-01-12' }

  test('has that version’s names, and the newest version’s listeners hear theirs at the same time', async () => {
    const [old, current] = [await listen('', JANUARY), await listen()]
    const { id, buyerId } = await api.order()
    await api.deposit(String(buyerId), '50.0000000')
    await api.post(`/api/v1/orders/${id}/reserve`)
    await api.post(`/api/v1/orders/${id}/cancel`)
    const typesOf = async (stream: Stream) => {
      await stream.until(isClosing(id))
      await stream.close()
      return stream.heard.filter(({ payload }) => payload.orderId === id).map(({ eventType }) => eventType)
    }
    expect(await typesOf(old)).toEqual([
      'order.created',
      'order.reserved',
      'balance.updated',
      'order.canceled',
      'balance.updated',
      'order.closed',
    ])
    expect(await typesOf(current)).toEqual([
      'order.created',
      'order.funds_reserved',
      'balance.reserved',
      'order.canceled',
      'balance.unreserved',
      'order.closed',
    ])
  })

  test('is filtered by either version’s names, in lists and repeated parameters', async () => {
    const stream = await listen('?types=order.reserved,balance.updated&types=order.closed')
    const { id, buyerId } = await api.order()
    await api.deposit(String(buyerId), '50.0000000')
    await api.post(`/api/v1/orders/${id}/reserve`)
    await api.post(`/api/v1/orders/${id}/cancel`)
    await stream.until(isClosing(id))
    await stream.close()
    const own = stream.heard.filter(({ payload }) => payload.orderId === id)
    expect(own.map(({ eventType }) => eventType)).toEqual([
      'order.funds_reserved',
      'balance.reserved',
      'balance.unreserved',
      'order.closed',
    ])
  })
})

describe('the stream of events of one thing', () => {
  test('brings nothing about any other', async () => {
    const [id, other] = [(await api.order()).id, (await api.order()).id]
    const stream = await listen(`?aggregate_id=${id}&since=0`)
    await api.post(`/api/v1/orders/${other}/cancel`)
    await api.post(`/api/v1/orders/${id}/cancel`)
    await stream.until(isClosing(id))
    await stream.close()
    expect(stream.heard.map(({ aggregateId }) => aggregateId)).toEqual([id, id, id])
  })
})

describe('a listener whose API process ends', () => {
  test('goes on at another one after its Last-Event-ID, without a gap or a repeat', async () => {
    const headers = { Authorization: `Bearer ${api.apiKey}` }
    const before = await api.another()
    const first = await listenTo(before.url, '', headers)
    const one = await cancelledOrder()
    const last = await first.until(isClosing(one))
    await before.stop()
    await first.ended
    const missed = await cancelledOrder()
    const after = await api.another()
    const second = await listenTo(after.url, '', { ...headers, 'Last-Event-ID': last.id })
    const live = await cancelledOrder()
    await second.until(isClosing(live))
    await second.close()
    await after.stop()
    const sequences = second.heard.map(({ sequence }) => Number(sequence))
    expect(sequences).toEqual(sequences.map((_, index) => Number(last.sequence) + 1 + index))
    expect(second.heard.some(isClosing(missed))).toBe(true)
  })
})

describe('a listener who comes back too late', () => {
  test('is told what is no longer kept, and hears the rest', async () => {
    const own = await startApi()
    try {
      const { id } = await own.order()
      await own.post(`/api/v1/orders/${id}/cancel`)
      const headers = { Authorization: `Bearer ${own.apiKey}` }
      const all = await listenTo(own.url, '?since=0', headers)
      const closed = await all.until(isClosing(id))
      await all.close()
      await own.owner.sql.begin(async (tx) => {
        await tx`alter table events disable trigger user`
        await tx`delete from events where sequence < ${closed.sequence}::bigint`
        await tx`alter table events enable trigger user`
      })
      const late = await listenTo(own.url, '?since=0', headers)
      const gap = await late.until(({ eventType }) => eventType === 'stream.gap')
      await late.until(isClosing(id))
      await late.close()
      expect(late.heard).toHaveLength(2)
      expect(gap).toMatchObject({
        name: undefined,
        payload: { requestedAfter: '0', oldestAvailable: closed.sequence, history: '/api/v1/events/history' },
      })
      const inTime = await listenTo(own.url, `?since=${Number(closed.sequence) - 1}`, headers)
      await inTime.until(isClosing(id))
      await inTime.close()
      expect(inTime.heard.map(({ eventType }) => eventType)).toEqual(['order.closed'])
    } finally {
      await own.stop()
    }
  })
})

describe('the history of events', () => {
  type Page = { data: Heard[]; pagination: { hasMore: boolean; nextCursor: string | null } }
  const page = async (query: string, headers: Record<string, string> = {}) =>
    (await api.get(`/api/v1/events/history${query}`, { headers })).body as unknown as Page

  test('read page by page is what the stream brought', async () => {
    const stream = await listen('?since=0&types=order.*')
    const id = await cancelledOrder()
    await stream.until(isClosing(id))
    await stream.close()
    const read: Heard[] = []
    let query = '?types=order.*&limit=7'
    for (;;) {
      const { data, pagination } = await page(query)
      read.push(...data)
      if (pagination.nextCursor === null) break
      query = `?types=order.*&limit=7&cursor=${pagination.nextCursor}`
    }
    expect(read.map(({ sequence }) => sequence)).toEqual(stream.heard.map(({ sequence }) => sequence))
  })

  test('of one order speaks each version’s names', async () => {
    const { id, buyerId } = await api.order()
    await api.deposit(String(buyerId), '50.0000000')
    await api.post(`/api/v1/orders/${id}/reserve`)
    const namesOf = async (headers: Record<string, string>) =>
      (await page(`?aggregateId=${id}`, headers)).data.map(({ eventType }) => eventType)
    await expect.poll(() => namesOf({})).toEqual(['order.created', 'order.funds_reserved'])
    const january = { 'Offerhub-Version': '2026-01-12' }
    expect(await namesOf(january)).toEqual(['order.created', 'order.reserved'])
    const { pagination } = await page(`?aggregateId=${id}&limit=1`, january)
    expect(pagination).toEqual({ has_more: true, next_cursor: expect.stringMatching(/^\d+$/) })
  })

  test.each(['?cursor=x', '?types=Order', '?limit=0', '?since=1'])('refuses %s', async (query) => {
    expect((await api.get(`/api/v1/events/history${query}`)).status).toBe(400)
  })
})

describe('a ticket', () => {
  async function ticketPath(headers: Record<string, string> = {}): Promise<string> {
    const { status, body } = await api.post('/api/v1/events/tickets', undefined, { headers })
    expect(status).toBe(201)
    // The version 2026-01-12 answers with the bare object.
    const { path } = (body.data ?? body) as { path?: unknown }
    return new URL(String(path), api.url).search
  }

  test('opens the stream once for who can send no header, from any page', async () => {
    const query = await ticketPath()
    const stream = await listenTo(api.url, query, {})
    expect(stream.headers.get('Access-Control-Allow-Origin')).toBe('*')
    const id = await cancelledOrder()
    await stream.until(isClosing(id))
    await stream.close()
    const again = await api.get(`/api/v1/events${query}`, { key: null })
    expect([again.status, again.body.error.code]).toEqual([401, 'UNAUTHORIZED'])
  })

  test('is taken by one of many who use it at the same time', async () => {
    const query = await ticketPath()
    const leave = new AbortController()
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => fetch(`${api.url}/api/v1/events${query}`, { signal: leave.signal })),
    )
    leave.abort()
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(9)
  })

  test('speaks the version for which it was made', async () => {
    const stream = await listenTo(api.url, await ticketPath({ 'Offerhub-Version': '2026-01-12' }), {})
    const { id, buyerId } = await api.order()
    await api.deposit(String(buyerId), '50.0000000')
    await api.post(`/api/v1/orders/${id}/reserve`)
    await stream.until(({ eventType, payload }) => eventType === 'order.reserved' && payload.orderId === id)
    await stream.close()
  })

  test('that is too old opens nothing', async () => {
    const query = await ticketPath()
    await api.db
      .sql`update idempotency_keys set claimed_at = now() - interval '2 minutes' where api_key_id = 'key_eventtickets'`
    expect((await api.get(`/api/v1/events${query}`, { key: null })).status).toBe(401)
  })

  test('opens nothing but the stream', async () => {
    const query = await ticketPath()
    for (const path of ['/api/v1/orders', '/api/v1/config', '/api/v1/users']) {
      expect((await api.get(`${path}${query}`, { key: null })).status).toBe(401)
    }
    expect((await api.get(`/api/v1/events?ticket=${randomUUID()}`, { key: null })).status).toBe(401)
  })

  test('is stored as its hash only', async () => {
    const ticket = new URLSearchParams(await ticketPath()).get('ticket')
    const rows = await api.db.sql`select * from idempotency_keys`
    expect(JSON.stringify(rows)).not.toContain(ticket)
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

  test('with HEAD to nobody: it says that it is there, and ends', async () => {
    const headers = { Authorization: `Bearer ${api.apiKey}` }
    const answer = await fetch(`${api.url}/api/v1/events`, { method: 'HEAD', headers })
    expect([answer.status, await answer.text()]).toEqual([200, ''])
  })

  test('without a key', async () => {
    expect((await api.get('/api/v1/events', { key: null })).status).toBe(401)
  })
})
