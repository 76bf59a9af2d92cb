import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { numberEvents } from '../../db/events/number.ts'
import { newId } from '../../db/newId.ts'
import { type Data, type Harness, startApi } from './harness.ts'

const ENDPOINTS = '/api/v1/webhook-endpoints'
const DELIVERIES = '/api/v1/webhook-deliveries'
const JANUARY = { headers: { 'Offerhub-Version': '2026-01-12' } }
const LONG_AGO = '2026-01-01T00:00:00Z'

let api: Harness

beforeAll(async () => {
  api = await startApi()
})

afterAll(async () => {
  await api.stop()
})

async function newEndpoint(types?: string[]): Promise<string> {
  return (await api.post(ENDPOINTS, { url: 'https://shop.example/webhooks', types })).body.data.id
}

async function testDelivery(endpointId: string): Promise<Data> {
  const { status, body } = await api.post(`${ENDPOINTS}/${endpointId}/test`)
  expect([status, body.error]).toEqual([201, undefined])
  return body.data
}

/** What a worker writes when it has given up, after one answer that was no good one. */
async function giveUp(deliveryId: string): Promise<void> {
  await api.db.sql`
    insert into webhook_attempts (delivery_id, number, started_at, duration_ms, http_status, error, response_body, outcome)
    values (${deliveryId}, 1, now(), 12, 500, 'http_status', 'no', 'FAILED')`
  await api.db.sql`
    update webhook_deliveries set status = 'FAILED', attempts = 1, next_attempt_at = null, finished_at = now()
    where id = ${deliveryId}`
}

async function listed(endpointId: string, query = ''): Promise<Data[]> {
  const { status, body } = await api.get(`${ENDPOINTS}/${endpointId}/deliveries${query}`)
  expect([query, status]).toEqual([query, 200])
  return body.data as unknown as Data[]
}

const idsOf = (deliveries: Data[]) => deliveries.map(({ id }) => id)

describe('a test event', () => {
  test('is a delivery to this endpoint alone, which is due at once', async () => {
    const [mine, other] = [await newEndpoint(), await newEndpoint()]
    const delivery = await testDelivery(mine)
    expect(delivery).toMatchObject({
      webhookEndpointId: mine,
      eventId: expect.stringMatching(/^evt_/),
      eventType: 'webhook.test',
      status: 'PENDING',
      attemptCount: 0,
      replayCount: 0,
      nextAttemptAt: expect.any(String),
      finishedAt: null,
    })
    expect([await listed(mine), await listed(other)]).toEqual([[delivery], []])
  })

  test('is made once by a request and its repeat, also when the first process died', async () => {
    const endpointId = await newEndpoint()
    const options = { headers: { 'Idempotency-Key': randomUUID() } }
    const first = await api.post(`${ENDPOINTS}/${endpointId}/test`, {}, options)
    expect((await api.post(`${ENDPOINTS}/${endpointId}/test`, {}, options)).body).toEqual(first.body)
    await api.owner.sql`
      update idempotency_keys set answered_at = null, status = null, body = null, claimed_at = now() - interval '1 minute'
      where key = ${options.headers['Idempotency-Key']}`
    expect((await api.post(`${ENDPOINTS}/${endpointId}/test`, {}, options)).body.data.id).toBe(first.body.data.id)
    expect(await listed(endpointId)).toHaveLength(1)
  })

  test('is refused where the endpoint is disabled', async () => {
    const endpointId = await newEndpoint()
    await api.post(`${ENDPOINTS}/${endpointId}/disable`)
    const { status, body } = await api.post(`${ENDPOINTS}/${endpointId}/test`)
    expect([status, body.error.code, body.error.details.currentStatus]).toEqual([409, 'INVALID_STATE', 'DISABLED'])
  })
})

describe('the deliveries of an endpoint', () => {
  test('are listed newest first, in pages, and by status, type and time', async () => {
    const endpointId = await newEndpoint()
    const [first, second, third] = [
      await testDelivery(endpointId),
      await testDelivery(endpointId),
      await testDelivery(endpointId),
    ]
    await giveUp(second.id)
    expect(idsOf(await listed(endpointId))).toEqual([third.id, second.id, first.id])
    expect(idsOf(await listed(endpointId, `?limit=1&cursor=${third.id}`))).toEqual([second.id])
    expect(idsOf(await listed(endpointId, '?status=FAILED'))).toEqual([second.id])
    expect(idsOf(await listed(endpointId, '?status=PENDING'))).toEqual([third.id, first.id])
    expect(await listed(endpointId, '?event_type=webhook.test&limit=2')).toHaveLength(2)
    expect(await listed(endpointId, '?eventType=order.closed')).toEqual([])
    expect(await listed(endpointId, `?created_after=${LONG_AGO}`)).toHaveLength(3)
    expect(await listed(endpointId, `?createdBefore=${LONG_AGO}`)).toEqual([])
  })

  test.each(['status=LOST', 'limit=0', 'cursor=whe_1', 'createdAfter=soon', 'colour=red', 'eventType='])(
    'are not listed by %s',
    async (query) => {
      const { status } = await api.get(`${ENDPOINTS}/${await newEndpoint()}/deliveries?${query}`)
      expect(status).toBe(400)
    },
  )
})

describe('a delivery', () => {
  test('is read with what was tried, what the endpoint answered, and what to do about it', async () => {
    const { id } = await testDelivery(await newEndpoint())
    await giveUp(id)
    const { body } = await api.get(`${DELIVERIES}/${id}`)
    expect(body.data).toMatchObject({ id, status: 'FAILED', attemptCount: 1, finishedAt: expect.any(String) })
    expect(body.data.attempts).toEqual([
      {
        number: 1,
        outcome: 'FAILED',
        startedAt: expect.any(String),
        durationMs: 12,
        httpStatus: 500,
        error: 'http_status',
        message: 'The endpoint answered with a status that is not 2xx.',
        responseBody: 'no',
      },
    ])
    const january = (await api.get(`${DELIVERIES}/${id}`, JANUARY)).body as unknown as Record<string, unknown>
    expect(january).toMatchObject({ webhook_endpoint_id: expect.any(String), attempts: [{ http_status: 500 }] })
  })

  test.each(['get', 'replay'])('that does not exist is a 404: %s', async (what) => {
    for (const id of ['whd_missing', 'whe_missing', 'nonsense']) {
      const path = `${DELIVERIES}/${id}`
      const { body } = what === 'get' ? await api.get(path) : await api.post(`${path}/replay`)
      expect([id, body.error.code]).toEqual([id, 'WEBHOOK_DELIVERY_NOT_FOUND'])
    }
  })

  test('that was given up is sent again by a replay, with its log and its event', async () => {
    const endpointId = await newEndpoint()
    const delivery = await testDelivery(endpointId)
    await giveUp(delivery.id)
    const { status, body } = await api.post(`${DELIVERIES}/${delivery.id}/replay`)
    expect([status, body.data]).toMatchObject([
      200,
      { eventId: delivery.eventId, status: 'PENDING', attemptCount: 1, replayCount: 1, finishedAt: null },
    ])
    expect((await api.get(`${DELIVERIES}/${delivery.id}`)).body.data.attempts).toHaveLength(1)
  })

  test('is not sent again when its endpoint was removed, and can still be read', async () => {
    const endpointId = await newEndpoint()
    const { id } = await testDelivery(endpointId)
    await api.post(`${ENDPOINTS}/${endpointId}/remove`)
    expect((await api.get(`${DELIVERIES}/${id}`)).body.data.status).toBe('CANCELED')
    const { status, body } = await api.post(`${DELIVERIES}/${id}/replay`)
    expect([status, body.error.code, body.error.message]).toEqual([
      409,
      'INVALID_STATE',
      expect.stringContaining('was removed'),
    ])
  })
})

describe('a replay of a time', () => {
  const replay = (id: string, json: Record<string, unknown>) => api.post(`${ENDPOINTS}/${id}/replay`, json)

  test('with status ALL reaches back to events from before the endpoint, of the types that it wants', async () => {
    await api.order()
    await numberEvents(api.db)
    const endpointId = await newEndpoint(['order.created'])
    expect(await listed(endpointId)).toEqual([])
    const { status, body } = await replay(endpointId, { since: LONG_AGO, status: 'ALL' })
    const made = await listed(endpointId, '?limit=100')
    expect([status, body.data]).toEqual([200, { webhookEndpointId: endpointId, deliveries: made.length }])
    expect(new Set(made.map(({ eventType }) => eventType))).toEqual(new Set(['order.created']))
    const again = await replay(endpointId, { since: LONG_AGO, status: 'ALL' })
    expect(again.body.data.deliveries).toBe(made.length)
    expect((await listed(endpointId, '?limit=100')).map(({ replayCount }) => replayCount)).toEqual(made.map(() => 1))
  })

  test('without a status sends what was given up and nothing else', async () => {
    await api.order()
    await numberEvents(api.db)
    const endpointId = await newEndpoint(['user.created'])
    await replay(endpointId, { since: LONG_AGO, status: 'ALL' })
    const [failed, waiting] = await listed(endpointId)
    await giveUp(String(failed?.id))
    expect((await replay(endpointId, { since: LONG_AGO })).body.data.deliveries).toBe(1)
    expect((await api.get(`${DELIVERIES}/${failed?.id}`)).body.data).toMatchObject({
      status: 'PENDING',
      replayCount: 1,
    })
    expect((await api.get(`${DELIVERIES}/${waiting?.id}`)).body.data.replayCount).toBe(0)
  })

  test('before which nothing happened sends nothing', async () => {
    const endpointId = await newEndpoint()
    const { body } = await replay(endpointId, { since: '2020-01-01T00:00:00Z', until: LONG_AGO, status: 'ALL' })
    expect(body.data.deliveries).toBe(0)
  })

  test.each([
    [{}, 'since'],
    [{ since: 'yesterday' }, 'since'],
    [{ since: '2026-01-02' }, 'since'],
    [{ since: LONG_AGO, until: LONG_AGO }, 'since'],
    [{ since: '2999-01-01T00:00:00Z' }, 'since'],
    [{ since: LONG_AGO, until: 5 }, 'until'],
    [{ since: LONG_AGO, status: 'PENDING' }, 'status'],
    [{ since: LONG_AGO, types: ['order.*'] }, 'types'],
  ])('cannot be %o', async (json, field) => {
    const { status, body } = await replay(await newEndpoint(), json)
    expect([status, body.error.details.fields]).toEqual([400, [expect.objectContaining({ field })]])
  })

  test('of too many events does nothing and asks for a shorter time', async () => {
    const endpointId = await newEndpoint(['wallet.ready'])
    const now = newId('event').slice(0, -8)
    await api.owner.sql`
      insert into events (event_id, event_type, aggregate_id, aggregate_type, payload, metadata)
      select ${now} || lpad(to_hex(n), 8, '0'), 'wallet.ready', 'usr_1', 'wallet', '{}', '{}'
      from generate_series(1, 10001) n`
    while ((await numberEvents(api.db)) > 0);
    const { status, body } = await replay(endpointId, { since: LONG_AGO, status: 'ALL' })
    expect([status, body.error.details.fields]).toMatchObject([400, [{ field: 'since' }]])
    expect(await listed(endpointId)).toEqual([])
  })
})

describe('what a key may do', () => {
  test('is to read with the scope read, and to change with support', async () => {
    const [read, support] = [await api.makeKey('read'), await api.makeKey('support')]
    const endpointId = await newEndpoint()
    const { id } = await testDelivery(endpointId)
    for (const path of [ENDPOINTS, `${ENDPOINTS}/${endpointId}/deliveries`, `${DELIVERIES}/${id}`]) {
      expect([path, (await api.get(path, { key: read })).status]).toEqual([path, 200])
      expect([path, (await api.get(path, { key: support })).status]).toEqual([path, 403])
    }
    for (const path of [`${ENDPOINTS}/${endpointId}/rotate-secret`, `${DELIVERIES}/${id}/replay`]) {
      expect([path, (await api.post(path, {}, { key: read })).status]).toEqual([path, 403])
      expect([path, (await api.post(path, {}, { key: support })).status < 300]).toEqual([path, true])
    }
  })
})
