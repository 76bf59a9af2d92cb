import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chooseDialect, DEFAULT_DIALECT } from '../../api/dialects/chooseDialect.ts'
import { january2026 } from '../../api/dialects/january2026.ts'
import { snakeCase } from '../../api/dialects/snakeCase.ts'
import { type Harness, startApi } from './harness.ts'
import { orderIn } from './inState.ts'

let api: Harness

beforeAll(async () => {
  api = await startApi()
})

afterAll(async () => {
  await api.stop()
})

const JANUARY = { 'Offerhub-Version': '2026-01-12' }

describe('the version of an answer', () => {
  test('is the newest when none is asked for, and is named in every answer', async () => {
    const { id } = await api.order()
    const plain = await api.get(`/api/v1/orders/${id}`)
    expect(plain.headers.get('Offerhub-Version')).toBe(DEFAULT_DIALECT.version)
    const named = await api.get(`/api/v1/orders/${id}`, { headers: { 'Offerhub-Version': DEFAULT_DIALECT.version } })
    expect(named.body).toEqual(plain.body)
    expect((await api.get(`/api/v1/orders/${id}`, { headers: JANUARY })).headers.get('Offerhub-Version')).toBe(
      '2026-01-12',
    )
  })

  test.each(['2026-01-13', '1', 'newest', '2026-01-12T00:00:00Z'])('cannot be %s', async (version) => {
    const { status, body } = await api.get('/api/v1/orders', { headers: { 'Offerhub-Version': version } })
    expect([status, body.error.code]).toEqual([400, 'VALIDATION_ERROR'])
    expect(body.error.details.fields).toEqual([
      { field: 'Offerhub-Version', message: expect.stringContaining('2026-01-12') },
    ])
  })

  test('that is unknown keeps a command from being carried out', async () => {
    const { id } = await api.order()
    const headers = { 'Offerhub-Version': '2030-01-01' }
    expect((await api.post(`/api/v1/orders/${id}/cancel`, {}, { headers })).status).toBe(400)
    expect((await api.get(`/api/v1/orders/${id}`)).body.data.status).toBe('ORDER_CREATED')
  })

  test('does not change errors', async () => {
    const [plain, january] = [
      await api.get('/api/v1/orders/ord_missing', { headers: { 'X-Request-Id': 'same' } }),
      await api.get('/api/v1/orders/ord_missing', { headers: { 'X-Request-Id': 'same', ...JANUARY } }),
    ]
    expect(january.body).toEqual(plain.body)
  })
})

describe('the version 2026-01-12', () => {
  test('replays an answer word for word, and is another request than the same one in the newest version', async () => {
    const { id, buyerId } = await api.order()
    await api.deposit(String(buyerId), '60.0000000')
    const headers = { ...JANUARY, 'Idempotency-Key': randomUUID() }
    const first = await api.post(`/api/v1/orders/${id}/reserve`, {}, { headers })
    await api.deposit(String(buyerId), '5.0000000')
    const again = await api.post(`/api/v1/orders/${id}/reserve`, {}, { headers })
    expect(first.body).toEqual({
      order_id: id,
      status: 'FUNDS_RESERVED',
      reserved_amount: '50.00',
      balance_snapshot: { available: '10.00', reserved: '50.00' },
    })
    expect([again.body, again.headers.get('Idempotent-Replayed')]).toEqual([first.body, 'true'])
    const newest = { 'Idempotency-Key': headers['Idempotency-Key'] }
    expect((await api.post(`/api/v1/orders/${id}/reserve`, {}, { headers: newest })).body.error.code).toBe(
      'IDEMPOTENCY_KEY_REUSED',
    )
  })

  test('says of an accepted command where its outcome will be', async () => {
    const { id } = await api.order()
    api.orders.mode = 'no_worker'
    const accepted = await api.post(`/api/v1/orders/${id}/cancel`, {}, { headers: { ...JANUARY, Prefer: 'wait=0' } })
    await api.orders.startWorker()
    const location = accepted.headers.get('Location')
    expect(accepted.status).toBe(202)
    expect(accepted.body).toEqual({
      order_id: id,
      status: 'ORDER_CREATED',
      command: { id: expect.stringMatching(/^cmd_/), kind: 'cancel', status: 'PENDING', location },
    })
    const outcome = await api.get(location ?? '', { headers: JANUARY })
    expect(outcome.body).toMatchObject({
      kind: 'cancel',
      status: 'SUCCEEDED',
      order_id: id,
      order: { final_status: 'CANCELED' },
    })
  })

  test('has disputes and their list in snake_case', async () => {
    const order = await orderIn(api, 'DISPUTED')
    const one = (await api.get(`/api/v1/disputes/${order.disputeId}`, { headers: JANUARY })).body
    expect(one).toMatchObject({ id: order.disputeId, order_id: order.id, opened_by: 'BUYER', resolved_at: null })
    const list = (await api.get(`/api/v1/disputes?order_id=${order.id}`, { headers: JANUARY })).body
    expect(list).toEqual({ data: [one], pagination: { has_more: false, next_cursor: null } })
  })
})

describe('a dialect', () => {
  test('is found by its version', () => {
    expect(chooseDialect(' 2026-01-12 ')).toBe(january2026)
    expect(chooseDialect(undefined)).toBe(DEFAULT_DIALECT)
  })

  test('spells names, but not those of the caller’s own data', () => {
    expect(snakeCase({ createdAt: 1, created_at: 1, aB: [{ cD: null }], metadata: { keepMe: 1 } })).toEqual({
      created_at: 1,
      a_b: [{ c_d: null }],
      metadata: { keepMe: 1 },
    })
  })
})
