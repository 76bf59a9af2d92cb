import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Harness, startApi } from './harness.ts'

let api: Harness

beforeAll(async () => {
  api = await startApi()
})

afterEach(() => {
  api.orders.mode = 'works'
})

afterAll(async () => {
  await api.stop()
})

async function counts() {
  const [row] = await api.db.sql`
    select (select count(*) from orders)::int as orders, (select count(*) from commands)::int as commands,
      (select count(*) from idempotency_keys)::int as keys`
  return row
}

describe('while Temporal cannot be reached', () => {
  test('a new order is a 503 that stores nothing and can be repeated', async () => {
    const terms = {
      buyerId: await api.user(),
      sellerId: await api.user(),
      amount: '5.00',
      client_order_ref: randomUUID(),
    }
    const headers = { 'Idempotency-Key': randomUUID() }
    const before = await counts()
    api.orders.mode = 'down'
    const refused = await api.post('/api/v1/orders', terms, { headers })
    expect([refused.status, refused.body.error.code]).toEqual([503, 'SERVICE_UNAVAILABLE'])
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThanOrEqual(1)
    expect(await counts()).toEqual(before)
    api.orders.mode = 'works'
    expect((await api.post('/api/v1/orders', terms, { headers })).status).toBe(201)
  })

  test('a command is a 503 that stores nothing and can be repeated', async () => {
    const { id } = await api.order()
    const headers = { 'Idempotency-Key': randomUUID() }
    const before = await counts()
    api.orders.mode = 'down'
    expect((await api.post(`/api/v1/orders/${id}/cancel`, {}, { headers })).status).toBe(503)
    expect(await counts()).toEqual(before)
    api.orders.mode = 'works'
    expect((await api.post(`/api/v1/orders/${id}/cancel`, {}, { headers })).body.data.status).toBe('CLOSED')
  })

  test('orders and balances are read as always', async () => {
    const order = await api.order()
    api.orders.mode = 'down'
    expect((await api.get(`/api/v1/orders/${order.id}`)).status).toBe(200)
    expect((await api.get(`/api/v1/users/${order.buyerId}/balance`)).status).toBe(200)
  })
})

describe('an order whose confirmation was lost', () => {
  test('is not created a second time by the repeat', async () => {
    const terms = { buyerId: await api.user(), sellerId: await api.user(), amount: '5.00' }
    const key = randomUUID()
    const headers = { 'Idempotency-Key': key }
    api.orders.mode = 'confirmation_lost'
    expect((await api.post('/api/v1/orders', terms, { headers })).status).toBe(503)
    await api.orders.settled()
    api.orders.mode = 'works'
    // The key is still held by the first attempt, under whose ids the order is found.
    const repeat = await api.post('/api/v1/orders', terms, { headers })
    expect([repeat.status, repeat.headers.get('Idempotent-Replayed')]).toEqual([201, 'true'])
    const rows = await api.db.sql`select id from orders where buyer_id = ${terms.buyerId}`
    expect(rows.map(({ id }) => id)).toEqual([repeat.body.data.id])
  })
})

describe('when the wait is over before the outcome', () => {
  test('a command is accepted with the order as it is and the place of its outcome', async () => {
    const { id } = await api.order()
    api.orders.mode = 'no_worker'
    const accepted = await api.post(`/api/v1/orders/${id}/cancel`, {}, { headers: { Prefer: 'wait=0' } })
    const location = accepted.headers.get('Location') ?? ''
    expect(accepted.status).toBe(202)
    expect(accepted.headers.get('Preference-Applied')).toBe('wait=0')
    expect(location).toMatch(new RegExp(`^/api/v1/orders/${id}/commands/cmd_`))
    expect(accepted.body.data).toMatchObject({
      id,
      status: 'ORDER_CREATED',
      command: { kind: 'cancel', status: 'PENDING', location },
    })
    expect((await api.get(location)).body.data).toMatchObject({
      kind: 'cancel',
      status: 'PENDING',
      order: null,
      error: null,
    })

    await api.orders.startWorker()
    expect((await api.get(location)).body.data).toMatchObject({
      status: 'SUCCEEDED',
      orderId: id,
      order: { id, status: 'CLOSED', finalStatus: 'CANCELED' },
    })
  })

  test('a new order is accepted, and its place answers before the order has a row', async () => {
    const terms = { buyerId: await api.user(), sellerId: await api.user(), amount: '5.00' }
    api.orders.mode = 'no_worker'
    const accepted = await api.post('/api/v1/orders', terms, { headers: { Prefer: 'respond-async' } })
    const location = accepted.headers.get('Location') ?? ''
    expect(accepted.status).toBe(202)
    expect(accepted.headers.get('Preference-Applied')).toBe('respond-async')
    expect(accepted.body.data).toMatchObject({ ...terms, status: 'ORDER_CREATED' })
    expect((await api.get(location)).body.data.status).toBe('PENDING')
    await api.orders.startWorker()
    expect((await api.get(location)).body.data).toMatchObject({
      status: 'SUCCEEDED',
      order: { id: accepted.body.data.id },
    })
  })

  test('a command to an order that has no row yet is late, not lost: it is told to come back', async () => {
    const terms = { buyerId: await api.user(), sellerId: await api.user(), amount: '5.00' }
    api.orders.mode = 'no_worker'
    const accepted = await api.post('/api/v1/orders', terms, { headers: { Prefer: 'respond-async' } })
    const path = `/api/v1/orders/${accepted.body.data.id}/cancel`
    const headers = { 'Idempotency-Key': randomUUID() }
    const early = await api.post(path, {}, { headers })
    expect([early.status, early.body.error.code, early.headers.get('Retry-After')]).toEqual([
      503,
      'SERVICE_UNAVAILABLE',
      '1',
    ])
    await api.orders.startWorker()
    expect((await api.post(path, {}, { headers })).body.data.status).toBe('CLOSED')
  })

  test('a refusal is found at the same place', async () => {
    const { id } = await api.order()
    api.orders.mode = 'no_worker'
    const accepted = await api.post(`/api/v1/orders/${id}/escrow`, {}, { headers: { Prefer: 'respond-async' } })
    await api.orders.startWorker()
    expect((await api.get(accepted.headers.get('Location') ?? '')).body.data).toMatchObject({
      status: 'REJECTED',
      order: null,
      error: { code: 'INVALID_STATE', status: 409, details: { currentStatus: 'ORDER_CREATED' } },
    })
  })

  test('the wait of a reservation ends by itself', async () => {
    const { id } = await api.order()
    api.orders.mode = 'no_worker'
    const startedMs = performance.now()
    expect((await api.post(`/api/v1/orders/${id}/reserve`)).status).toBe(202)
    expect(performance.now() - startedMs).toBeGreaterThan(1_900)
  })
})

test.each(['cmd_missing', 'nonsense'])('a command that does not exist is a 404: %s', async (commandId) => {
  const order = await api.order()
  const { status, body } = await api.get(`/api/v1/orders/${order.id}/commands/${commandId}`)
  expect([status, body.error.code]).toEqual([404, 'NOT_FOUND'])
})

test('a command of another order is a 404', async () => {
  const [one, two] = [await api.order(), await api.order()]
  const accepted = await api.post(`/api/v1/orders/${one.id}/cancel`, {}, { headers: { Prefer: 'wait=0' } })
  const location = (accepted.headers.get('Location') ?? '').replace(one.id, two.id)
  expect((await api.get(location)).status).toBe(404)
})

describe('while no wallet is free', () => {
  test('a new user waits for one', async () => {
    await withoutWallets(async (bare) => {
      const answer = bare.post('/api/v1/users', { externalUserId: 'patient' })
      await bare.addWallets(1)
      expect((await answer).status).toBe(201)
    })
  })

  test('a new user is a 503 in the end, and nothing is created', async () => {
    await withoutWallets(async (bare) => {
      const { status, body, headers } = await bare.post('/api/v1/users', { externalUserId: 'no-wallet' })
      expect([status, body.error.code]).toEqual([503, 'SERVICE_UNAVAILABLE'])
      expect(Number(headers.get('Retry-After'))).toBeGreaterThanOrEqual(1)
      expect(await bare.db.sql`select from users where external_user_id = 'no-wallet'`).toHaveLength(0)
    })
  })
})

async function withoutWallets(use: (bare: Harness) => Promise<void>): Promise<void> {
  const bare = await startApi({ spareWallets: 0 })
  try {
    await use(bare)
  } finally {
    await bare.stop()
  }
}
