import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Data, type Harness, startApi } from './harness.ts'
import { orderIn } from './inState.ts'

let api: Harness

beforeAll(async () => {
  api = await startApi({ spareWallets: 200 })
})

afterAll(async () => {
  await api.stop()
})

const resolve = (order: Data, json: unknown, options = {}) =>
  api.post(`/api/v1/disputes/${order.disputeId}/resolve`, json, options)

async function balances(order: Data) {
  const [buyer, seller] = await Promise.all(
    [order.buyerId, order.sellerId].map((id) => api.get(`/api/v1/users/${id}/balance`)),
  )
  return [buyer?.body.data.available, seller?.body.data.available]
}

describe('a refund', () => {
  test.each([{}, { requestedBy: 'SELLER' }, { reason: 'Out of stock' }, { requested_by: 'BUYER', reason: 'Late' }])(
    'asked for with %o pays the buyer back in full',
    async (json) => {
      const order = await orderIn(api, 'IN_PROGRESS')
      const { status, body } = await api.post(`/api/v1/orders/${order.id}/resolution/refund`, json)
      expect([status, body.data.status, body.data.finalStatus]).toEqual([200, 'CLOSED', 'REFUNDED'])
      expect(body.data).toMatchObject({ closedAt: expect.any(String), escrow: { status: 'REFUNDED' }, dispute: null })
      expect(await balances(order)).toEqual(['50.00', '0.00'])
    },
  )
})

describe('a dispute', () => {
  test.each([
    [{ openedBy: 'SELLER', reason: 'NOT_DELIVERED', description: 'Nobody answers' }, 'SELLER'],
    [{ opened_by: 'BUYER', reason: 'OTHER' }, 'BUYER'],
  ])('is opened by %o', async (json, openedBy) => {
    const order = await orderIn(api, 'IN_PROGRESS')
    const { status, body } = await api.post(`/api/v1/orders/${order.id}/resolution/dispute`, json)
    const description = 'description' in json ? json.description : null
    const dispute = { id: expect.stringMatching(/^dsp_/), status: 'OPEN', openedBy, reason: json.reason, description }
    expect([status, body.data.status]).toEqual([200, 'DISPUTED'])
    expect(body.data.dispute).toMatchObject({ ...dispute, decision: null, assignedTo: null, resolvedAt: null })
    expect(body.data.disputeId).toBe(body.data.dispute_id)
    const page = (await api.get(`/api/v1/disputes/${body.data.disputeId}`)).body.data
    expect(page).toMatchObject({ ...dispute, orderId: order.id, buyerId: order.buyerId, sellerId: order.sellerId })
  })

  test.each([
    [{}, ['openedBy', 'reason']],
    [{ openedBy: 'SUPPORT', reason: 'OTHER' }, ['openedBy']],
    [{ opened_by: 'usr_1', reason: 'BAD' }, ['opened_by', 'reason']],
    [{ openedBy: 'BUYER', reason: 'OTHER', description: 'x'.repeat(1_001) }, ['description']],
    [{ openedBy: 'BUYER', reason: 'OTHER', requestedBy: 'BUYER' }, ['requestedBy']],
  ])('is not opened by %o', async (json, fields) => {
    const order = await api.order()
    const { status, body } = await api.post(`/api/v1/orders/${order.id}/resolution/dispute`, json)
    expect(status).toBe(400)
    expect((body.error.details.fields as { field: string }[]).map(({ field }) => field)).toEqual(fields)
  })

  test('is taken by somebody of support, and can be taken over', async () => {
    const { disputeId } = await orderIn(api, 'DISPUTED')
    for (const assignee of ['ana', 'ana', 'bob']) {
      const { status, body } = await api.post(`/api/v1/disputes/${disputeId}/assign`, { assignee })
      expect([status, body.data.status, body.data.assignedTo]).toEqual([200, 'UNDER_REVIEW', assignee])
    }
    const events = await api.get(`/api/v1/events/history?aggregateId=${disputeId}&types=dispute.assigned`)
    expect(events.status).toBe(200)
  })

  test('that is resolved is taken by nobody', async () => {
    const order = await orderIn(api, 'DISPUTED')
    await resolve(order, { decision: 'FULL_REFUND' })
    const { status, body } = await api.post(`/api/v1/disputes/${order.disputeId}/assign`, { assignee: 'ana' })
    expect([status, body.error.code, body.error.details.currentStatus]).toEqual([409, 'INVALID_STATE', 'RESOLVED'])
  })
})

describe('a decision', () => {
  test.each([
    [{ decision: 'FULL_RELEASE' }, 'RELEASED', ['0.00', '50.00']],
    [{ decision: 'FULL_REFUND', note: 'Never sent' }, 'REFUNDED', ['50.00', '0.00']],
    [{ decision: 'SPLIT', releaseAmount: '49.99', refundAmount: '0.01' }, 'SPLIT', ['0.01', '49.99']],
    [{ decision: 'SPLIT', release_amount: '12.5', refund_amount: '37.5' }, 'SPLIT', ['37.50', '12.50']],
  ])('%o closes the order as %s', async (json, finalStatus, paid) => {
    const order = await orderIn(api, 'DISPUTED')
    // As curl sends it without a header.
    const form = { headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, raw: JSON.stringify(json) }
    const { status, body } = await api.post(`/api/v1/disputes/${order.disputeId}/resolve`, undefined, form)
    expect([status, body.data.status, body.data.finalStatus]).toEqual([200, 'CLOSED', finalStatus])
    const { releaseAmount, refundAmount } = body.data.dispute as Record<string, string>
    expect([refundAmount, releaseAmount]).toEqual(paid)
    expect(body.data.dispute).toMatchObject({
      status: 'RESOLVED',
      decision: json.decision,
      resolvedAt: expect.any(String),
    })
    expect(await balances(order)).toEqual(paid)
  })

  test.each([
    [{}, ['decision']],
    [{ decision: 'HALF' }, ['decision']],
    [{ decision: 'SPLIT' }, ['releaseAmount', 'refundAmount']],
    [{ decision: 'SPLIT', releaseAmount: '50.00' }, ['refundAmount']],
    [{ decision: 'SPLIT', releaseAmount: '50.00', refundAmount: '0.00' }, ['refundAmount']],
    [{ decision: 'SPLIT', releaseAmount: '0', refundAmount: '50.00' }, ['releaseAmount']],
    [{ decision: 'SPLIT', releaseAmount: '-10.00', refundAmount: '60.00' }, ['releaseAmount']],
    [{ decision: 'SPLIT', releaseAmount: '25.005', refundAmount: '24.995' }, ['releaseAmount', 'refundAmount']],
    [{ decision: 'SPLIT', releaseAmount: 25, refundAmount: 25 }, ['releaseAmount', 'refundAmount']],
    [{ decision: 'SPLIT', releaseAmount: '25.00', refundAmount: '25.01' }, ['releaseAmount', 'refundAmount']],
    [{ decision: 'SPLIT', release_amount: '25.00', refund_amount: '24.99' }, ['release_amount', 'refund_amount']],
    [{ decision: 'FULL_RELEASE', releaseAmount: '50.00' }, ['releaseAmount']],
    [{ decision: 'FULL_REFUND', refund_amount: '50.00', releaseAmount: '0.01' }, ['releaseAmount', 'refund_amount']],
    [{ decision: 'FULL_REFUND', requestedBy: 'BUYER' }, ['requestedBy']],
  ])('%o is refused by its fields and changes nothing', async (json, fields) => {
    const order = await disputed()
    const { status, body } = await resolve(order, json)
    expect([status, body.error.code]).toEqual([400, 'VALIDATION_ERROR'])
    expect((body.error.details.fields as { field: string }[]).map(({ field }) => field)).toEqual(fields)
    expect((await api.get(`/api/v1/orders/${order.id}`)).body.data).toEqual(order)
  })

  test('needs the scope "support", and so does taking a dispute', async () => {
    const order = await disputed()
    const key = await api.makeKey('read', 'write')
    for (const [path, json] of [
      ['resolve', { decision: 'FULL_REFUND' }],
      ['assign', { assignee: 'ana' }],
    ] as const) {
      const { status, body } = await api.post(`/api/v1/disputes/${order.disputeId}/${path}`, json, { key })
      expect([status, body.error.code]).toEqual([403, 'FORBIDDEN'])
      expect(body.error.message).toContain('support')
      expect(body.error.details).toEqual({ requiredScope: 'support' })
    }
  })

  test('on a dispute that does not exist is a 404', async () => {
    for (const path of ['resolve', 'assign']) {
      const json = path === 'resolve' ? { decision: 'FULL_REFUND' } : { assignee: 'ana' }
      const { status, body } = await api.post(`/api/v1/disputes/dsp_missing/${path}`, json)
      expect([status, body.error.code]).toEqual([404, 'DISPUTE_NOT_FOUND'])
    }
  })

  test('is carried out once, however often it is sent at the same time under one key', async () => {
    const order = await orderIn(api, 'DISPUTED')
    const headers = { 'Idempotency-Key': randomUUID() }
    const json = { decision: 'SPLIT', releaseAmount: '30.00', refundAmount: '20.00' }
    const answers = await Promise.all(Array.from({ length: 100 }, () => resolve(order, json, { headers })))
    const codes = new Set(answers.map(({ status, body }) => (status === 200 ? 200 : body.error.code)))
    expect([...codes].filter((code) => code !== 200 && code !== 'IDEMPOTENCY_KEY_IN_PROGRESS')).toEqual([])
    expect(codes.has(200)).toBe(true)
    const sent = api.orders.signals.filter(({ orderId, command }) => orderId === order.id && command.kind === 'resolve')
    expect(new Set(sent.map(({ command }) => command.commandId)).size).toBe(1)
    expect(await balances(order)).toEqual(['20.00', '30.00'])
    const again = await resolve(order, json, { headers })
    expect([again.status, again.headers.get('Idempotent-Replayed')]).toEqual([200, 'true'])
  })

  test('under another key comes too late', async () => {
    const order = await orderIn(api, 'DISPUTED')
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        resolve(order, { decision: 'FULL_RELEASE' }, { headers: { 'Idempotency-Key': randomUUID() } }),
      ),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(9)
    expect(await balances(order)).toEqual(['0.00', '50.00'])
  })
})

describe('the list of disputes', () => {
  test('filters by status and order, newest first', async () => {
    const [open, decided] = [await orderIn(api, 'DISPUTED'), await orderIn(api, 'DISPUTED')]
    await resolve(decided, { decision: 'FULL_REFUND' })
    const idsOf = async (query: string) =>
      ((await api.get(`/api/v1/disputes${query}`)).body.data as unknown as Data[]).map(({ id }) => id)
    expect((await idsOf('?limit=2')).slice(0, 2)).toEqual([decided.disputeId, open.disputeId])
    expect(await idsOf('?status=RESOLVED&limit=100')).toContain(decided.disputeId)
    expect(await idsOf('?status=RESOLVED&limit=100')).not.toContain(open.disputeId)
    expect(await idsOf(`?order_id=${open.id}`)).toEqual([open.disputeId])
    expect(await idsOf(`?orderId=${open.id}&status=RESOLVED`)).toEqual([])
    expect(await idsOf(`?limit=1&cursor=${decided.disputeId}`)).toEqual([open.disputeId])
  })

  test.each(['?status=CLOSED', '?limit=0', '?limit=101', '?cursor=ord_1', '?colour=red'])(
    'refuses %s',
    async (query) => {
      expect((await api.get(`/api/v1/disputes${query}`)).status).toBe(400)
    },
  )
})

let shared: Data | undefined

/** One disputed order for all refusals, because none of them changes it. */
async function disputed(): Promise<Data> {
  shared ??= await orderIn(api, 'DISPUTED')
  return (await api.get(`/api/v1/orders/${shared.id}`)).body.data
}
