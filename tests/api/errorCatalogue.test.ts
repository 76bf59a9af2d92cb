import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ERRORS, type ErrorCode } from '../../domain/errors.ts'
import type { OrderId } from '../../domain/ids.ts'
import { type ApiResponse, type Harness, type Served, startApi } from './harness.ts'
import { orderIn } from './inState.ts'
import { WRONG_PROOF } from './operate.ts'

let api: Harness

beforeAll(async () => {
  api = await startApi()
})

afterAll(async () => {
  await api.stop()
})

const withKey = (key: string, more: Record<string, string> = {}) => ({ headers: { 'Idempotency-Key': key, ...more } })

const SIGNED = { by: 'Ana', reason: 'A test' }

/** What another process answers before it ends. */
async function at(other: Served, path: string, json?: unknown): Promise<ApiResponse> {
  const headers = { Authorization: `Bearer ${api.apiKey}`, 'Content-Type': 'application/json' }
  const init = json === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(json) }
  const answer = await fetch(other.url + path, init)
  const body = (await answer.json()) as ApiResponse['body']
  await other.stop()
  return { status: answer.status, headers: answer.headers, body }
}

/** For each code a request that is refused with it. A code that nothing provokes would be a promise without a test. */
const PROVOKED: Readonly<Record<ErrorCode, () => Promise<ApiResponse>>> = {
  VALIDATION_ERROR: () => api.post('/api/v1/orders', {}),
  UNAUTHORIZED: () => api.get('/api/v1/orders', { key: null }),
  FORBIDDEN: async () => api.post('/api/v1/users', { externalUserId: 'u' }, { key: await api.makeKey('read') }),
  NOT_FOUND: () => api.get('/api/v1/nowhere'),
  ORDER_NOT_FOUND: () => api.get('/api/v1/orders/ord_missing'),
  USER_NOT_FOUND: () => api.get('/api/v1/users/usr_missing'),
  DISPUTE_NOT_FOUND: () => api.get('/api/v1/disputes/dsp_missing'),
  API_KEY_NOT_FOUND: () => api.post('/api/v1/api-keys/key_missing/revoke'),
  INVALID_STATE: async () => api.post(`/api/v1/orders/${(await api.order()).id}/escrow`),
  IDEMPOTENCY_KEY_REUSED: async () => {
    const key = randomUUID()
    await api.post('/api/v1/users', { externalUserId: `a-${key}` }, withKey(key))
    return api.post('/api/v1/users', { externalUserId: `b-${key}` }, withKey(key))
  },
  IDEMPOTENCY_KEY_IN_PROGRESS: async () => {
    const { id } = await api.order()
    const key = randomUUID()
    api.orders.mode = 'no_worker'
    await api.post(`/api/v1/orders/${id}/cancel`, {}, withKey(key, { Prefer: 'respond-async' }))
    const answer = await api.post(`/api/v1/orders/${id}/cancel`, {}, withKey(key))
    await api.orders.startWorker()
    return answer
  },
  CLIENT_ORDER_REF_REUSED: async () => {
    const { buyerId, sellerId } = await api.order({ client_order_ref: 'taken' })
    return api.post('/api/v1/orders', { buyerId, sellerId, amount: '1.00', client_order_ref: 'taken' })
  },
  PAYLOAD_TOO_LARGE: () => api.post('/api/v1/users', { externalUserId: 'x'.repeat(70_000) }),
  UNSUPPORTED_MEDIA_TYPE: () =>
    api.post('/api/v1/users', undefined, { raw: '<user/>', headers: { 'Content-Type': 'text/xml' } }),
  INSUFFICIENT_FUNDS: async () => api.post(`/api/v1/orders/${(await api.order()).id}/reserve`),
  WITHDRAWAL_NOT_FOUND: () => api.get('/api/v1/withdrawals/wdr_missing'),
  DESTINATION_REFUSED: async () =>
    api.post('/api/v1/withdrawals', { userId: await api.user(), amount: '1.00', destination: 'nowhere' }),
  MILESTONE_NOT_FOUND: async () => api.post(`/api/v1/orders/${(await api.order()).id}/milestones/m1/release`),
  ESCROW_TOO_LARGE: async () => {
    const milestones = Array.from({ length: 50 }, (_, n) => ({ ref: `m${n}`, title: `Part ${n}`, amount: '1.00' }))
    const [buyerId, sellerId] = [await api.user(), await api.user()]
    return api.post('/api/v1/orders', { buyerId, sellerId, amount: '50.00', milestones })
  },
  FEES_NOT_PAYABLE: async () => {
    const [buyerId, sellerId] = [await api.user(), await api.user()]
    return at(await api.another({ FEE_POLICY: 'recipient_pays' }), '/api/v1/orders', {
      buyerId,
      sellerId,
      amount: '0.01',
    })
  },
  RESERVE_MISMATCH_AMOUNT: async () =>
    api.post(`/api/v1/orders/${(await api.order()).id}/reserve`, { amount: '49.99' }),
  PROOF_NOT_ACCEPTED: async () => {
    const { id } = await orderIn(api, 'RELEASE_REQUESTED')
    api.orders.stuck.set(id as OrderId, 'the step (1 of 1): no answer')
    const answer = await api.post(`/api/v1/support/orders/${id}/resolve`, { ...SIGNED, transactionHash: WRONG_PROOF })
    api.orders.stuck.clear()
    return answer
  },
  DEADLINE_NOT_LATER: async () => {
    const { id, buyerId } = await api.order({ deadlines: { reservationHours: 1 } })
    await api.deposit(buyerId as string, '50.0000000')
    await api.post(`/api/v1/orders/${id}/reserve`)
    const until = '2026-01-12T10:00:00Z'
    return api.post(`/api/v1/support/orders/${id}/deadlines/reservation/extend`, { ...SIGNED, until })
  },
  RATE_LIMITED: async () => {
    const limited = await api.another({ RATE_LIMIT_PER_MINUTE: '1' })
    await fetch(`${limited.url}/api/v1/config`, { headers: { Authorization: `Bearer ${api.apiKey}` } })
    return at(limited, '/api/v1/config')
  },
  INTERNAL_ERROR: async () => {
    const { id } = await api.order()
    api.orders.mode = 'broken'
    const answer = await api.post(`/api/v1/orders/${id}/cancel`)
    api.orders.mode = 'works'
    return answer
  },
  SERVICE_UNAVAILABLE: async () => {
    const { id } = await api.order()
    api.orders.mode = 'down'
    const answer = await api.post(`/api/v1/orders/${id}/cancel`)
    api.orders.mode = 'works'
    return answer
  },
}

describe('every error of the catalogue', () => {
  test.each(Object.keys(PROVOKED) as ErrorCode[])(
    '%s is answered with its status, a sentence and its page',
    async (code) => {
      const { status, body } = await PROVOKED[code]()
      expect([status, body.error.code]).toEqual([ERRORS[code].status, code])
      expect(body.error.message).toMatch(/^[A-Z"].+\.$/)
      expect(body.error.requestId).toMatch(/^req_/)
      const page = (await api.get(new URL(body.error.docs).pathname, { key: null })).body.data
      expect(page).toMatchObject({ code, status, meaning: expect.any(String), remedy: expect.any(String) })
    },
  )

  test('that says to come back says when', async () => {
    for (const code of ['RATE_LIMITED', 'SERVICE_UNAVAILABLE', 'IDEMPOTENCY_KEY_IN_PROGRESS'] as const) {
      const { headers } = await PROVOKED[code]()
      expect(Number(headers.get('Retry-After'))).toBeGreaterThanOrEqual(1)
    }
  })

  test('on our side says nothing about its cause', async () => {
    const { body } = await PROVOKED.INTERNAL_ERROR()
    expect(JSON.stringify(body)).not.toMatch(/secret cause|\.ts\b|node_modules/)
  })
})

test('an order whose state forbids a command says which commands it takes', async () => {
  const order = await orderIn(api, 'IN_PROGRESS')
  const { body } = await api.post(`/api/v1/orders/${order.id}/cancel`)
  expect(body.error.details).toEqual({
    currentStatus: 'IN_PROGRESS',
    allowedActions: ['release', 'refund', 'dispute'],
  })
})
