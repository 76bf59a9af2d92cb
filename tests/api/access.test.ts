import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Harness, startApi } from './harness.ts'

let api: Harness

beforeAll(async () => {
  api = await startApi()
})

afterAll(async () => {
  await api.stop()
})

describe('without a valid key', () => {
  test('health and the meaning of errors are answered', async () => {
    for (const path of ['/health', '/api/v1/health']) {
      const { status, body } = await api.get(path, { key: null })
      expect(status).toBe(200)
      expect(body.data).toEqual({ status: 'ok', database: 'reachable', temporal: 'reachable', network: 'sandbox' })
    }
    expect((await api.get('/api/v1/errors/INVALID_STATE', { key: null })).body.data).toMatchObject({
      code: 'INVALID_STATE',
      status: 409,
    })
  })

  test('health says when Temporal is away', async () => {
    api.orders.mode = 'down'
    const { status, body } = await api.get('/health', { key: null })
    api.orders.mode = 'works'
    expect(status).toBe(200)
    expect(body.data).toMatchObject({ status: 'degraded', database: 'reachable', temporal: 'unreachable' })
  })
})

describe('an error', () => {
  test('has a code, a message, the id of the request and a page that explains it', async () => {
    const answer = await api.get('/api/v1/orders/ord_missing')
    const requestId = answer.headers.get('X-Request-Id')
    expect(answer.status).toBe(404)
    expect(answer.body).toEqual({
      error: {
        code: 'ORDER_NOT_FOUND',
        message: expect.stringContaining('ord_missing'),
        details: { orderId: 'ord_missing' },
        requestId,
        docs: `${api.url.replace('127.0.0.1', 'localhost')}/api/v1/errors/ORDER_NOT_FOUND`,
      },
    })
  })

  test('keeps the id that the caller gave the request', async () => {
    const answer = await api.get('/api/v1/orders/x', { headers: { 'X-Request-Id': 'trace-7' } })
    expect(answer.body.error.requestId).toBe('trace-7')
  })

  test('of an unknown route is a 404 that names it', async () => {
    const { status, body } = await api.post('/api/v1/orders/ord_1/explode', {})
    expect(status).toBe(404)
    expect(body.error).toMatchObject({ code: 'NOT_FOUND', message: expect.stringContaining('/orders/ord_1/explode') })
  })

  test('of a path that cannot be decoded is a 400', async () => {
    expect((await api.get('/api/v1/orders/%E0%A4%A')).body.error.code).toBe('VALIDATION_ERROR')
  })

  test.each(['/api/v1/orders/usr_1', '/api/v1/orders/ord_%00', `/api/v1/orders/ord_${'9'.repeat(500)}`])(
    'of an id that cannot exist is a 404: %s',
    async (path) => {
      expect((await api.get(path)).body.error.code).toBe('ORDER_NOT_FOUND')
    },
  )
})
