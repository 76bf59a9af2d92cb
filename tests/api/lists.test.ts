import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { claimTopUpsOf } from '../../db/topUps/claimDueTopUps.ts'
import { markTopUpsPaid } from '../../db/topUps/markTopUpsPaid.ts'
import type { UserId } from '../../domain/ids.ts'
import { ORDER_STATUSES } from '../../domain/order/status.ts'
import { type Data, type Harness, startApi } from './harness.ts'
import { orderIn } from './inState.ts'

let api: Harness
let made: Data[]

beforeAll(async () => {
  api = await startApi({ spareWallets: 200 })
  const [anna, ben, carl] = [await api.user(), await api.user(), await api.user()]
  await api.deposit(anna, '1000.0000000')
  for (let round = 0; round < 12; round += 1) {
    const buyerId = round % 3 === 0 ? anna : ben
    const { id } = await api.order({ buyerId, sellerId: carl, amount: '1.00' })
    if (round % 4 === 0) await api.post(`/api/v1/orders/${id}/cancel`)
    else if (buyerId === anna) await api.post(`/api/v1/orders/${id}/reserve`)
  }
  made = await listed('?limit=100')
})

afterAll(async () => {
  await api.stop()
})

async function listed(query: string): Promise<Data[]> {
  const { status, body } = await api.get(`/api/v1/orders${query}`)
  expect(status).toBe(200)
  return body.data as unknown as Data[]
}

const ids = (orders: readonly Data[]) => orders.map(({ id }) => id)

describe('the list of orders', () => {
  test('has every order, newest first, as it is read by itself', async () => {
    expect(made).toHaveLength(12)
    expect(ids(made)).toEqual(ids(made).toSorted().reverse())
    for (const order of made.slice(0, 3)) {
      expect((await api.get(`/api/v1/orders/${order.id}`)).body.data).toEqual(order)
    }
  })

  test('comes to the same as picking by hand, for every filter and both spellings', async () => {
    const [first, , third] = made
    for (const status of ORDER_STATUSES) {
      expect(ids(await listed(`?status=${status}`))).toEqual(ids(made.filter((order) => order.status === status)))
    }
    for (const { buyerId, sellerId } of [first, third].filter((order) => order !== undefined)) {
      const ofBuyer = ids(made.filter((order) => order.buyerId === buyerId))
      expect(ids(await listed(`?buyer_id=${buyerId}`))).toEqual(ofBuyer)
      expect(ids(await listed(`?buyerId=${buyerId}&sellerId=${sellerId}`))).toEqual(ofBuyer)
      expect(await listed(`?seller_id=${buyerId}`)).toEqual([])
    }
    const middle = String(made[6]?.createdAt)
    const after = ids(made.filter((order) => String(order.createdAt) >= middle))
    expect(ids(await listed(`?created_after=${middle}`))).toEqual(after)
    expect(ids(await listed(`?createdBefore=${middle}&limit=100`))).toEqual(
      ids(made.filter((order) => String(order.createdAt) <= middle)),
    )
    expect(await listed('?created_after=2999-01-01')).toEqual([])
    expect(await listed('?created_after=0001-01-01&created_before=9999-12-31T23:59:59Z')).toHaveLength(12)
  })

  test.each([1, 5, 12])('by pages of %i is the whole list, though orders are created meanwhile', async (limit) => {
    const [buyerId] = made.map((order) => order.sellerId)
    const seen: string[] = []
    let cursor: unknown = null
    do {
      const query = `?seller_id=${buyerId}&limit=${limit}${cursor === null ? '' : `&cursor=${cursor}`}`
      const { body } = await api.get(`/api/v1/orders${query}`)
      const page = body as unknown as { data: Data[]; pagination: Record<string, unknown> }
      seen.push(...ids(page.data))
      const { hasMore, has_more, nextCursor, next_cursor } = page.pagination
      expect([has_more, next_cursor]).toEqual([hasMore, nextCursor])
      expect(nextCursor).toBe(hasMore ? page.data.at(-1)?.id : null)
      cursor = nextCursor
      await api.order()
    } while (cursor !== null)
    expect(seen).toEqual(ids(made))
  })

  test('has 20 orders on a page when nothing is said', async () => {
    for (let more = 0; more < 12; more += 1) await api.order({ buyerId: made[0]?.buyerId, sellerId: made[1]?.sellerId })
    expect(await listed('')).toHaveLength(20)
  })

  test.each([
    ['?limit=0', 'limit'],
    ['?limit=101', 'limit'],
    ['?limit=ten', 'limit'],
    ['?limit=1.5', 'limit'],
    ['?limit=5&limit=6', 'limit'],
    ['?status=OPEN', 'status'],
    ['?status=', 'status'],
    ['?status=CLOSED&status=DISPUTED', 'status'],
    ['?created_after=yesterday', 'created_after'],
    ['?createdBefore=2026-13-01', 'createdBefore'],
    ['?cursor=usr_1', 'cursor'],
    ['?cursor=', 'cursor'],
    ['?buyer=usr_1', 'buyer'],
    ['?page=2', 'page'],
  ])('refuses %s by its name', async (query, field) => {
    const { status, body } = await api.get(`/api/v1/orders${query}`)
    expect([status, body.error.code]).toEqual([400, 'VALIDATION_ERROR'])
    expect(body.error.details.fields).toEqual([{ field, message: expect.any(String) }])
  })

  test('refuses a parameter under two names', async () => {
    expect((await api.get('/api/v1/orders?buyer_id=usr_1&buyerId=usr_1')).status).toBe(400)
  })
})

describe('an order', () => {
  test('shows escrow, dispute, milestones and its moments under both spellings', async () => {
    const order = await orderIn(api, 'DISPUTED')
    expect(order).toMatchObject({
      milestones: [],
      escrow: { status: 'DISPUTED', trustlessContractId: expect.stringMatching(/^C/) },
      dispute: { status: 'OPEN' },
      timestamps: {
        createdAt: order.createdAt,
        created_at: order.created_at,
        updatedAt: order.updatedAt,
        updated_at: order.updatedAt,
      },
    })
    expect(order.dispute_id).toBe(order.disputeId)
  })

  test('read strongly is held against its workflow', async () => {
    const { id, version } = await orderIn(api, 'IN_PROGRESS')
    const { status, body } = await api.get(`/api/v1/orders/${id}?consistency=strong`)
    const workflow = { status: 'IN_PROGRESS', version }
    expect([status, body.data.consistency]).toEqual([200, { level: 'strong', workflow, agrees: true }])
    expect((await api.get(`/api/v1/orders/${id}?consistency=eventual`)).body.data.consistency).toBeUndefined()
    expect((await api.get(`/api/v1/orders/${id}?consistency=best`)).status).toBe(400)
  })

  test.each([
    ['status and version', { status: 'FUNDS_RESERVED' }],
    ['version alone', { status: 'ORDER_CREATED' }],
  ])('whose row was changed behind the workflow’s back does not agree with it: %s', async (_what, { status }) => {
    const { id } = await api.order()
    await api.db.sql`update orders set status = ${status}, version = version + 1 where id = ${id}`
    const { body } = await api.get(`/api/v1/orders/${id}?consistency=strong`)
    expect(body.data.consistency).toMatchObject({ agrees: false, workflow: { status: 'ORDER_CREATED', version: 1 } })
  })

  test('read strongly without a worker is a 503, and plainly it is read as always', async () => {
    const { id } = await api.order()
    api.orders.mode = 'no_worker'
    const strong = await api.get(`/api/v1/orders/${id}?consistency=strong`)
    const plain = await api.get(`/api/v1/orders/${id}`)
    api.orders.mode = 'works'
    expect([strong.status, strong.body.error.code, plain.status]).toEqual([503, 'SERVICE_UNAVAILABLE', 200])
    expect(strong.headers.has('Retry-After')).toBe(true)
  })

  test('tells its timeline: events with their postings, transactions and states', async () => {
    const { id } = await orderIn(api, 'FUNDS_RESERVED')
    const { events, states, transactions } = (await api.get(`/api/v1/orders/${id}/timeline`)).body.data as unknown as {
      events: { eventType: string; entries: { amount: string }[] }[]
      states: { statuses: string[] }[]
      transactions: unknown[]
    }
    expect(events.map(({ eventType }) => eventType)).toEqual([
      'order.created',
      'order.funds_reserved',
      'balance.reserved',
    ])
    expect(events.map(({ entries }) => entries.map(({ amount }) => amount).toSorted())).toEqual([
      [],
      ['-50.0000000', '50.0000000'],
      ['-50.0000000', '50.0000000'],
    ])
    expect(states.flatMap(({ statuses }) => statuses)).toEqual(['ORDER_CREATED', 'FUNDS_RESERVED'])
    expect(transactions).toEqual([])
  })

  test('lists its commands, the last one first and by pages', async () => {
    const { id } = await api.order()
    await api.post(`/api/v1/orders/${id}/escrow`)
    await api.post(`/api/v1/orders/${id}/cancel`)
    const path = `/api/v1/orders/${id}/commands`
    const kindsOf = (data: unknown) => (data as { kind: string; status: string }[]).map((one) => [one.kind, one.status])
    const expected = [
      ['cancel', 'SUCCEEDED'],
      ['createEscrow', 'REJECTED'],
      ['create', 'SUCCEEDED'],
    ]
    expect(kindsOf((await api.get(path)).body.data)).toEqual(expected)
    const seen: string[][] = []
    let query = '?limit=1'
    for (let page = 0; page < 3; page += 1) {
      const { body } = await api.get(path + query)
      seen.push(...kindsOf(body.data))
      query = `?limit=1&cursor=${(body as unknown as { pagination: { nextCursor: string } }).pagination.nextCursor}`
    }
    expect(seen).toEqual(expected)
    expect((await api.get(`${path}?cursor=cmd_missing`)).status).toBe(400)
  })

  test.each(['timeline', 'commands', 'quote'])('that does not exist has no %s', async (what) => {
    expect((await api.get(`/api/v1/orders/ord_missing/${what}`)).body.error.code).toBe('ORDER_NOT_FOUND')
  })
})

describe('a quote', () => {
  type Line = {
    action: string
    decision: string | null
    allowed: boolean
    buyer: { exact: string }
    seller: { exact: string }
    fees: { protocol: { exact: string } }
    transactions: number
  }
  const linesOf = async (id: string, query = '') =>
    (await api.get(`/api/v1/orders/${id}/quote${query}`)).body.data.actions as Line[]

  test('says what each action pays to whom, and which are possible now', async () => {
    const { id } = await orderIn(api, 'IN_PROGRESS')
    const lines = await linesOf(id, '?releaseAmount=30.00')
    const told = lines.map((line) => [
      line.decision ?? line.action,
      line.buyer.exact,
      line.seller.exact,
      line.fees.protocol.exact,
      line.transactions,
    ])
    expect(told).toEqual([
      ['reserve', '0.0000000', '0.0000000', '0.0000000', 0],
      ['createEscrow', '0.0000000', '0.0000000', '0.0000000', 1],
      ['fund', '0.0000000', '0.0000000', '0.0000000', 1],
      ['release', '0.0000000', '50.0000000', '0.1500000', 3],
      ['refund', '50.0000000', '0.0000000', '0.1500000', 2],
      ['dispute', '0.0000000', '0.0000000', '0.0000000', 1],
      ['FULL_RELEASE', '0.0000000', '50.0000000', '0.1500000', 1],
      ['FULL_REFUND', '50.0000000', '0.0000000', '0.1500000', 1],
      ['SPLIT', '20.0000000', '30.0000000', '0.1500000', 1],
      ['cancel', '0.0000000', '0.0000000', '0.0000000', 0],
    ])
    expect(lines.filter(({ allowed }) => allowed).map(({ action }) => action)).toEqual(['release', 'refund', 'dispute'])
  })

  test('keeps what it promised', async () => {
    const order = await orderIn(api, 'DISPUTED')
    const split = (await linesOf(order.id, '?releaseAmount=0.01')).find(({ decision }) => decision === 'SPLIT')
    await api.post(`/api/v1/disputes/${order.disputeId}/resolve`, {
      decision: 'SPLIT',
      releaseAmount: '0.01',
      refundAmount: '49.99',
    })
    for (const [id, share] of [
      [order.buyerId, split?.buyer],
      [order.sellerId, split?.seller],
    ] as const) {
      const { exact } = (await api.get(`/api/v1/users/${id}/balance`)).body.data as unknown as {
        exact: { available: string }
      }
      expect(exact.available).toBe(share?.exact)
    }
  })

  test.each(['?releaseAmount=50.00', '?refundAmount=60.00', '?releaseAmount=10.00&refundAmount=10.00', '?split=1'])(
    'is refused for %s',
    async (query) => {
      const { id } = await api.order()
      expect((await api.get(`/api/v1/orders/${id}/quote${query}`)).status).toBe(400)
    },
  )
})

describe('users', () => {
  test('are listed newest first, or found by the marketplace’s own id', async () => {
    const [first, second] = [await api.user(), await api.user()]
    const page = (await api.get('/api/v1/users?limit=2')).body.data as unknown as Data[]
    expect(ids(page)).toEqual([second, first])
    const found = (await api.get(`/api/v1/users?external_user_id=${page[1]?.externalUserId}`)).body.data
    expect(found).toEqual([page[1]])
    expect((await api.get('/api/v1/users?externalUserId=nobody')).body.data).toEqual([])
    expect(ids((await api.get(`/api/v1/users?limit=1&cursor=${second}`)).body.data as unknown as Data[])).toEqual([
      first,
    ])
  })

  test('have a wallet', async () => {
    const id = await api.user()
    const { address } = (await api.get(`/api/v1/users/${id}/wallet/deposit`)).body.data
    expect((await api.get(`/api/v1/users/${id}/wallet`)).body.data).toEqual({
      userId: id,
      address,
      status: 'PENDING',
      ready: false,
      asset: { code: 'USDC', issuer: expect.stringMatching(/^G/) },
      network: 'sandbox',
      onChain: '0.0000000',
      topUpsDue: '0.0000000',
    })
    expect((await api.get('/api/v1/users/usr_missing/wallet')).body.error.code).toBe('USER_NOT_FOUND')
  })

  test('have a wallet that tells what it holds, and what it lacks until the platform has made up for fees', async () => {
    const order = await orderIn(api, 'IN_PROGRESS')
    const held = async (userId: unknown) => {
      const { onChain, topUpsDue } = (await api.get(`/api/v1/users/${userId}/wallet`)).body.data
      return [onChain, topUpsDue]
    }
    expect(await held(order.buyerId)).toEqual(['0.0000000', '0.0000000'])
    api.orders.treasury = 'waits'
    await api.post(`/api/v1/orders/${order.id}/resolution/release`)
    api.orders.treasury = 'pays'
    expect(await held(order.sellerId)).toEqual(['49.8500000', '0.1500000'])
    const batch = await claimTopUpsOf(api.db, order.sellerId as UserId, 10)
    await markTopUpsPaid(api.db, batch?.batchKey ?? '', { transactionHash: 'ab'.repeat(32), ledger: 9 })
    expect(await held(order.sellerId)).toEqual(['50.0000000', '0.0000000'])
  })

  test('have a balance that is the sum of its history, page by page', async () => {
    const { buyerId, id } = await orderIn(api, 'IN_PROGRESS')
    await api.post(`/api/v1/orders/${id}/resolution/refund`)
    type Entry = { id: string; kind: string; balance: string; amount: string }
    const entries: Entry[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const query: string = cursor === '' ? '?limit=2' : `?limit=2&cursor=${cursor}`
      const { body } = await api.get(`/api/v1/users/${buyerId}/balance/history${query}`)
      const page = body as unknown as { data: Entry[]; pagination: { nextCursor: string | null } }
      entries.push(...page.data)
      cursor = page.pagination.nextCursor
    }
    expect(entries.map(({ kind, balance, amount }) => [kind, balance, amount])).toEqual([
      ['resolution', 'available', '50.0000000'],
      ['fund', 'reserved', '-50.0000000'],
      ['reserve', 'reserved', '50.0000000'],
      ['reserve', 'available', '-50.0000000'],
      ['deposit', 'available', '50.0000000'],
    ])
    expect((await api.get(`/api/v1/users/${buyerId}/balance/history?cursor=1`)).status).toBe(400)
  })
})

test('the configuration names network, asset, fees, limits and versions', async () => {
  const { status, body } = await api.get('/api/v1/config')
  expect(status).toBe(200)
  expect(body.data).toMatchObject({
    network: 'sandbox',
    currency: 'USD',
    fees: { platformFeeBps: 0, protocolFeeBps: 30, policy: 'platform_absorbs' },
    limits: { amountMin: '0.01', amountMax: '1000000000.00', pageSizeMax: 100, requestsPerMinute: null },
    versions: ['2026-01-12', '2026-02-25'],
  })
})
