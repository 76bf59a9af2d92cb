import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { OrderId } from '../../domain/ids.ts'
import { ORDER_STATUSES, type OrderStatus } from '../../domain/order/status.ts'
import { type ApiResponse, type Data, type Harness, startApi } from './harness.ts'
import { orderIn } from './inState.ts'
import { WRONG_PROOF } from './operate.ts'

const NO_ANSWER = 'Trustless Work did not build the release transaction (unavailable): no answer'
const REASON = `Buyer: release the USDC to the seller (3 of 3): ${NO_ANSWER}`
const SIGNED = { by: 'ana@marketplace.example', reason: 'The vendor was down' }
const PROOF = 'ab'.repeat(32)

let api: Harness
beforeAll(async () => {
  api = await startApi({ spareWallets: 300 })
})
afterAll(() => api.stop())
beforeEach(() => api.orders.stuck.clear())

const support = (id: string, path: string, body: unknown = SIGNED, headers: Record<string, string> = {}) =>
  api.post(`/api/v1/support/orders/${id}/${path}`, body, { headers })
const read = async (id: string) => (await api.get(`/api/v1/orders/${id}`)).body.data
const items = (answer: ApiResponse) => answer.body.data as unknown as Data[]
const log = async (query = '') => items(await api.get(`/api/v1/audit/log${query}`))
const balance = async (order: Data) => (await api.get(`/api/v1/users/${order.buyerId}/balance`)).body.data.available

/** An order whose release waits for a chain that does not answer. */
async function stuckOrder(status: OrderStatus = 'RELEASE_REQUESTED', reason = REASON): Promise<Data> {
  const order = await orderIn(api, status)
  api.orders.stuck.set(order.id as OrderId, reason)
  return order
}

describe('the list of stuck orders', () => {
  test('is empty while nothing is stuck', async () => {
    await orderIn(api, 'RELEASE_REQUESTED')
    expect((await api.get('/api/v1/support/orders/stuck')).body).toMatchObject({
      data: [],
      pagination: { hasMore: false, nextCursor: null },
    })
  })

  test('says of each order which step waits, why, since when at the most, and what to do', async () => {
    const order = await stuckOrder()
    const [found] = items(await api.get('/api/v1/support/orders/stuck'))
    expect(found).toEqual({
      orderId: order.id,
      status: 'RELEASE_REQUESTED',
      amount: '50.00',
      buyerId: order.buyerId,
      sellerId: order.sellerId,
      lastMovedAt: order.updatedAt,
      kind: 'vendorAway',
      step: 'Buyer: release the USDC to the seller (3 of 3)',
      reason: NO_ANSWER,
      advice: expect.stringContaining('retry'),
    })
  })

  test('goes on from page to page, the order created last first', async () => {
    const ids = []
    for (let count = 0; count < 3; count += 1) ids.unshift((await stuckOrder()).id)
    const seen = []
    let cursor = ''
    for (let page = 0; page < 3; page += 1) {
      const { body } = await api.get(`/api/v1/support/orders/stuck?limit=1${cursor}`)
      seen.push(...(body.data as unknown as Data[]).map(({ orderId }) => orderId))
      const { hasMore, nextCursor } = (body as unknown as { pagination: { hasMore: boolean; nextCursor: string } })
        .pagination
      expect(hasMore).toBe(page < 2)
      cursor = `&cursor=${nextCursor}`
    }
    expect(seen).toEqual(ids)
  })

  test('is not to be had while Temporal is away, and says so', async () => {
    api.orders.mode = 'down'
    const { status, body } = await api.get('/api/v1/support/orders/stuck')
    api.orders.mode = 'works'
    expect([status, body.error.code]).toEqual([503, 'SERVICE_UNAVAILABLE'])
  })
})

describe('a retry', () => {
  test('has a stuck order go on, and is written down', async () => {
    const { id } = await stuckOrder()
    const answer = await support(id, 'retry')
    expect([answer.status, answer.body.data.id]).toEqual([200, id])
    await api.orders.settled()
    expect(await read(id)).toMatchObject({ status: 'CLOSED', finalStatus: 'RELEASED' })
    expect(items(await api.get('/api/v1/support/orders/stuck'))).toEqual([])
    const [row] = await log(`?orderId=${id}`)
    expect(row).toMatchObject({ orderId: id, action: 'retryNow', performedBy: SIGNED.by, reason: SIGNED.reason })
  })

  test('without a name is written down under the API key that asked', async () => {
    const { id } = await stuckOrder()
    expect((await support(id, 'retry', {})).status).toBe(200)
    await api.orders.settled()
    expect((await log(`?orderId=${id}`))[0]?.performedBy).toMatch(/^key_/)
  })

  test('of an order that is not stuck, or has ended, is refused', async () => {
    for (const status of ['RELEASE_REQUESTED', 'CLOSED'] as const) {
      const { id } = await orderIn(api, status)
      const { body, status: answered } = await support(id, 'retry')
      expect([answered, body.error.code, body.error.details]).toEqual([409, 'INVALID_STATE', { currentStatus: status }])
    }
  })
})

describe('an abort', () => {
  const ABORTABLE: readonly OrderStatus[] = ['FUNDS_RESERVED', 'ESCROW_CREATING', 'ESCROW_FUNDING']

  test.each(ORDER_STATUSES)('of an order that is %s is carried out or refused as documented', async (status) => {
    const order = await stuckOrder(status)
    const answer = await support(order.id, 'abort')
    if (!ABORTABLE.includes(status)) {
      // One that has ended takes no message at all; the others say where they stand.
      expect([answer.status, answer.body.error.code]).toEqual([409, 'INVALID_STATE'])
      expect(answer.body.error.details.currentStatus).toBe(status)
      expect(await read(order.id)).toEqual(order)
      expect(await log(`?orderId=${order.id}`)).toEqual([])
      return
    }
    expect(answer.status).toBe(200)
    expect(answer.body.data).toMatchObject({ status: 'CLOSED', finalStatus: 'CANCELED' })
    expect(await balance(order)).toBe('50.00')
    const [row] = await log(`?orderId=${order.id}`)
    expect(row).toMatchObject({ action: 'abort', performedBy: SIGNED.by, reason: SIGNED.reason })
    expect(row?.commandId).toMatch(/^cmd_/)
  })

  test('repeated with the same key is one abort with one row', async () => {
    const { id } = await stuckOrder('ESCROW_CREATING')
    const headers = { 'Idempotency-Key': randomUUID() }
    const first = await support(id, 'abort', SIGNED, headers)
    const again = await support(id, 'abort', SIGNED, headers)
    expect(again.body).toEqual(first.body)
    expect(again.headers.get('Idempotent-Replayed')).toBe('true')
    expect(await log(`?orderId=${id}`)).toHaveLength(1)
  })

  test('that no worker has taken up yet is a 202 that leads to its outcome', async () => {
    const { id } = await stuckOrder('ESCROW_CREATING')
    api.orders.mode = 'no_worker'
    const answer = await support(id, 'abort', SIGNED, { Prefer: 'respond-async' })
    await api.orders.startWorker()
    expect(answer.status).toBe(202)
    const outcome = await api.get(answer.headers.get('Location') ?? '')
    expect(outcome.body.data).toMatchObject({ kind: 'abort', status: 'SUCCEEDED', order: { status: 'CLOSED' } })
  })
})

describe('a manual resolution', () => {
  test('with the transaction that did the step lets the order go on, and is written down with it', async () => {
    const { id } = await stuckOrder()
    const answer = await support(id, 'resolve', { ...SIGNED, transaction_hash: PROOF.toUpperCase() })
    expect(answer.status).toBe(200)
    await api.orders.settled()
    expect(await read(id)).toMatchObject({ status: 'CLOSED', finalStatus: 'RELEASED' })
    const [row] = await log(`?orderId=${id}`)
    expect(row).toMatchObject({
      action: 'resolveManually',
      performedBy: SIGNED.by,
      details: { transactionHash: PROOF, step: expect.any(String) },
    })
  })

  test('with a transaction that did something else is refused, and the order stays as it is', async () => {
    const order = await stuckOrder()
    const { status, body } = await support(order.id, 'resolve', { ...SIGNED, transactionHash: WRONG_PROOF })
    expect([status, body.error.code]).toEqual([422, 'PROOF_NOT_ACCEPTED'])
    expect(await read(order.id)).toEqual(order)
    expect(await log(`?orderId=${order.id}`)).toEqual([])
  })

  test('of an order that is not stuck is refused', async () => {
    const { id } = await orderIn(api, 'IN_PROGRESS')
    const { status, body } = await support(id, 'resolve', { ...SIGNED, transactionHash: PROOF })
    expect([status, body.error.code]).toEqual([409, 'INVALID_STATE'])
  })

  test('needs a name, a reason and a whole hash', async () => {
    const { id } = await stuckOrder()
    const { body } = await support(id, 'resolve', { transactionHash: '12' })
    expect(body.error.code).toBe('VALIDATION_ERROR')
    const fields = (body.error.details.fields as { field: string }[]).map(({ field }) => field)
    expect(new Set(fields)).toEqual(new Set(['by', 'reason', 'transactionHash']))
  })
})

describe('more time', () => {
  async function reserved(): Promise<Data> {
    const order = await api.order({ deadlines: { reservationHours: 24 } })
    await api.deposit(order.buyerId as string, '50.0000000')
    await api.post(`/api/v1/orders/${order.id}/reserve`)
    return await read(order.id)
  }
  const dueAt = (order: Data) => (order.deadlines as { kind: string; dueAt: string }[])[0]?.dueAt

  test('moves the deadline and is written down with both moments', async () => {
    const order = await reserved()
    const until = new Date(Date.parse(dueAt(order) ?? '') + 3_600_000).toISOString()
    const answer = await support(order.id, 'deadlines/reservation/extend', { ...SIGNED, until })
    expect([answer.status, dueAt(answer.body.data)]).toEqual([200, until])
    const [row] = await log(`?orderId=${order.id}`)
    expect(row).toMatchObject({ action: 'extendDeadline', details: { from: dueAt(order), until } })
  })

  test('for a deadline that the order does not have, or that nobody has, is refused', async () => {
    const order = await reserved()
    const body = { ...SIGNED, until: '2100-01-01T00:00:00Z' }
    const none = await support(order.id, 'deadlines/review/extend', body)
    expect([none.status, none.body.error.code]).toEqual([409, 'INVALID_STATE'])
    const unknown = await support(order.id, 'deadlines/christmas/extend', body)
    expect([unknown.status, unknown.body.error.code]).toEqual([404, 'NOT_FOUND'])
  })
})

describe('the audit log', () => {
  test('goes on from page to page, newest first, over all orders or one', async () => {
    const first = await stuckOrder('ESCROW_CREATING')
    const second = await stuckOrder('ESCROW_FUNDING')
    for (const order of [first, second]) await support(order.id, 'abort')
    const newest = await api.get('/api/v1/audit/log?limit=1')
    expect(items(newest)[0]).toMatchObject({ orderId: second.id })
    const { nextCursor } = (newest.body as unknown as { pagination: { nextCursor: string } }).pagination
    expect((await log(`?limit=1&cursor=${nextCursor}`))[0]).toMatchObject({ orderId: first.id })
    expect((await log(`?orderId=${first.id}`)).map(({ orderId }) => orderId)).toEqual([first.id])
    expect(await log('?orderId=ord_unknown')).toEqual([])
  })

  test('speaks snake_case to whoever asks for the version that does', async () => {
    const { id } = await stuckOrder('ESCROW_CREATING')
    await support(id, 'abort')
    const { body } = await api.get('/api/v1/audit/log?limit=1', { headers: { 'Offerhub-Version': '2026-01-12' } })
    expect((body as unknown as { data: object[] }).data[0]).toMatchObject({ order_id: id, performed_by: SIGNED.by })
  })
})
