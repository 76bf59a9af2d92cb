import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { markWalletsReady } from '../../db/wallets/markWalletsReady.ts'
import { type Data, type Harness, startApi } from './harness.ts'

let api: Harness

beforeAll(async () => {
  api = await startApi()
})

afterAll(async () => {
  await api.stop()
})

async function step(order: Data, path: string, json?: unknown) {
  return api.post(`/api/v1/orders/${order.id}/${path}`, json)
}

async function balance(userId: unknown) {
  return (await api.get(`/api/v1/users/${userId}/balance`)).body.data
}

describe('an order', () => {
  test('runs from the deposit to the release as the quick start prints it', async () => {
    const buyer = (
      await api.post('/api/v1/users', { externalUserId: 'quick-buyer', email: 'buyer@example.com', type: 'BUYER' })
    ).body.data
    const seller = (
      await api.post('/api/v1/users', { externalUserId: 'quick-seller', email: 'seller@example.com', type: 'SELLER' })
    ).body.data
    expect(buyer).toMatchObject({
      externalUserId: 'quick-buyer',
      email: 'buyer@example.com',
      type: 'BUYER',
      status: 'ACTIVE',
    })
    expect(buyer.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    await api.deposit(buyer.id, '100.0000000')

    const created = await api.post('/api/v1/orders', {
      buyerId: buyer.id,
      sellerId: seller.id,
      amount: '50.00',
      currency: 'USD',
      title: 'Logo Design',
      description: 'Design a logo for my startup',
    })
    const order = created.body.data
    expect(created.status).toBe(201)
    expect(created.body.success).toBe(true)
    expect(order).toMatchObject({
      id: expect.stringMatching(/^ord_/),
      status: 'ORDER_CREATED',
      buyerId: buyer.id,
      sellerId: seller.id,
      amount: '50.00',
      currency: 'USD',
      title: 'Logo Design',
    })
    expect(order.created_at).toBe(order.createdAt)

    const reserved = await step(order, 'reserve')
    expect([reserved.status, reserved.body.data.status]).toEqual([200, 'FUNDS_RESERVED'])
    expect(reserved.body.data.reservedAt).toEqual(expect.any(String))
    expect(await balance(buyer.id)).toEqual({
      userId: buyer.id,
      available: '50.00',
      reserved: '50.00',
      withdrawing: '0.00',
      currency: 'USD',
      exact: { available: '50.0000000', reserved: '50.0000000', withdrawing: '0.0000000' },
    })

    const escrow = (await step(order, 'escrow')).body.data
    expect(escrow).toMatchObject({
      status: 'ESCROW_CREATING',
      escrow: {
        id: expect.stringMatching(/^esc_/),
        trustlessContractId: expect.stringMatching(/^C/),
        status: 'CREATING',
      },
    })
    const funded = (await step(order, 'escrow/fund')).body.data
    expect(funded).toMatchObject({ status: 'IN_PROGRESS', escrow: { status: 'FUNDED', fundedAt: expect.any(String) } })

    const released = (await step(order, 'resolution/release', { requestedBy: buyer.id })).body.data
    expect(released).toMatchObject({ status: 'CLOSED', finalStatus: 'RELEASED', closedAt: expect.any(String) })
    expect(await balance(seller.id)).toMatchObject({ available: '50.00', reserved: '0.00' })
    expect((await api.get(`/api/v1/orders/${order.id}`)).body.data).toMatchObject({
      status: 'CLOSED',
      finalStatus: 'RELEASED',
    })
  })

  test('is the same in snake_case', async () => {
    const [buyer, seller] = [await api.user(), await api.user()]
    const { status, body } = await api.post('/api/v1/orders', {
      client_order_ref: 'ORD-10001',
      buyer_id: buyer,
      seller_id: seller,
      amount: '120.00',
      metadata: { category: 'design', tags: ['a', { deep: null }] },
    })
    expect(status).toBe(201)
    expect(body.data).toMatchObject({
      clientOrderRef: 'ORD-10001',
      buyerId: buyer,
      sellerId: seller,
      currency: 'USD',
      title: null,
      metadata: { category: 'design', tags: ['a', { deep: null }] },
    })
  })

  test('that is reserved gives the money back when it is cancelled', async () => {
    const order = await api.order()
    await api.deposit(order.buyerId as string, '50.00')
    await step(order, 'reserve', { amount: '50.00' })
    const { status, body } = await step(order, 'cancel', { canceledBy: 'BUYER', reason: 'Changed my mind' })
    expect(status).toBe(200)
    expect(body.data).toMatchObject({ status: 'CLOSED', finalStatus: 'CANCELED' })
    expect(await balance(order.buyerId)).toMatchObject({ available: '50.00', reserved: '0.00' })
  })
})

describe('a command is refused', () => {
  test('when the balance is too low, saying by how much', async () => {
    const order = await api.order()
    await api.deposit(order.buyerId as string, '12.3456789')
    const { status, body } = await step(order, 'reserve')
    expect(status).toBe(422)
    expect(body.error).toMatchObject({ code: 'INSUFFICIENT_FUNDS', details: { available: '12.34', required: '50.00' } })
    expect((await api.get(`/api/v1/orders/${order.id}`)).body.data.status).toBe('ORDER_CREATED')
  })

  test('when the amount to reserve is not the amount of the order', async () => {
    const { status, body } = await step(await api.order(), 'reserve', { amount: '49.99' })
    expect([status, body.error.code]).toEqual([422, 'RESERVE_MISMATCH_AMOUNT'])
  })

  test('when the order is in another state, saying which and what is possible', async () => {
    const { status, body } = await step(await api.order(), 'escrow')
    expect(status).toBe(409)
    expect(body.error).toMatchObject({
      code: 'INVALID_STATE',
      details: { currentStatus: 'ORDER_CREATED', allowedActions: ['reserve', 'cancel'] },
    })
  })

  test('when the order is finished and its workflow has ended', async () => {
    const order = await api.order()
    await step(order, 'cancel')
    const { status, body } = await step(order, 'reserve')
    expect(status).toBe(409)
    expect(body.error).toMatchObject({
      code: 'INVALID_STATE',
      details: { currentStatus: 'CLOSED', allowedActions: [] },
    })
  })

  test('when somebody asks who is no party to the order', async () => {
    const order = await api.order()
    const stranger = await api.user()
    const { status, body } = await step(order, 'resolution/release', { requestedBy: stranger })
    expect([status, body.error.code]).toEqual([403, 'FORBIDDEN'])
    expect(api.orders.signals.some(({ orderId }) => orderId === order.id)).toBe(false)
  })

  test("when the seller asks for what is the buyer's to ask", async () => {
    const order = await api.order()
    const { status, body } = await step(order, 'reserve', { requestedBy: order.sellerId })
    expect([status, body.error.code]).toEqual([403, 'FORBIDDEN'])
  })

  test.each(['reserve', 'escrow', 'escrow/fund', 'resolution/release', 'cancel'])(
    'when there is no order: %s',
    async (path) => {
      const { status, body } = await api.post(`/api/v1/orders/ord_missing/${path}`)
      expect([status, body.error.code]).toEqual([404, 'ORDER_NOT_FOUND'])
    },
  )
})

describe('a client order reference', () => {
  test('finds the order of the same content again', async () => {
    const order = await api.order({ client_order_ref: 'ref-same', title: 'One', metadata: { b: 1, a: 2 } })
    const { buyerId, sellerId } = order
    const again = await api.post('/api/v1/orders', {
      metadata: { a: 2, b: 1 },
      title: 'One',
      clientOrderRef: 'ref-same',
      amount: '50',
      buyerId,
      sellerId,
    })
    expect([again.status, again.body.data.id]).toEqual([200, order.id])
  })

  test('is refused for other content', async () => {
    const { buyerId, sellerId, id } = await api.order({ client_order_ref: 'ref-other' })
    const { status, body } = await api.post('/api/v1/orders', {
      buyerId,
      sellerId,
      amount: '51.00',
      client_order_ref: 'ref-other',
    })
    expect(status).toBe(409)
    expect(body.error).toMatchObject({ code: 'CLIENT_ORDER_REF_REUSED', details: { orderId: id } })
  })

  test('makes one order of many equal requests at the same time', async () => {
    const [buyerId, sellerId] = [await api.user(), await api.user()]
    const before = api.orders.starts.length
    const json = { buyerId, sellerId, amount: '5.00', client_order_ref: 'ref-crowd' }
    const answers = await Promise.all(Array.from({ length: 20 }, () => api.post('/api/v1/orders', json)))
    expect(new Set(answers.map(({ body }) => body.data.id)).size).toBe(1)
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(api.orders.starts.length - before).toBe(1)
  })
})

describe('a user', () => {
  test('who is registered twice is the same user', async () => {
    const first = await api.post('/api/v1/users', { externalUserId: 'twice' })
    const second = await api.post('/api/v1/users', { externalUserId: 'twice' })
    expect([first.status, second.status]).toEqual([201, 200])
    expect(second.body.data).toEqual(first.body.data)
    expect(first.body.data).toMatchObject({ type: 'BOTH', email: null })
  })

  test('has an address to deposit to, which says whether it is ready', async () => {
    const id = await api.user()
    const path = `/api/v1/users/${id}/wallet/deposit`
    const before = (await api.get(path)).body.data
    expect(before).toMatchObject({
      provider: 'crypto',
      method: 'stellar_address',
      address: expect.stringMatching(/^G[A-Z2-7]{55}$/),
      asset: { code: 'USDC', issuer: expect.stringMatching(/^G/) },
      network: 'sandbox',
      instructions: expect.any(String),
      ready: false,
    })
    await markWalletsReady(api.db, {
      addresses: [before.address as string],
      transactionHash: 'ab'.repeat(32),
      ledger: 3,
    })
    expect((await api.get(path)).body.data).toMatchObject({ ready: true, address: before.address })
  })

  test.each(['', '/wallet/deposit', '/balance'])('who does not exist is a 404: %s', async (path) => {
    const { status, body } = await api.get(`/api/v1/users/usr_missing${path}`)
    expect([status, body.error.code]).toEqual([404, 'USER_NOT_FOUND'])
  })
})
