import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { post } from '../../db/ledger/post.ts'
import { savePlatformAccounts } from '../../db/platform/platformAccounts.ts'
import { readUser } from '../../db/users/readUser.ts'
import type { UserId } from '../../domain/ids.ts'
import { depositPosting } from '../../domain/ledger/rules/deposit.ts'
import { parseExact } from '../../domain/money.ts'
import { randomAddress } from '../setup/books.ts'
import { type Data, type Harness, startApi } from './harness.ts'

type Transaction = Record<
  'id' | 'type' | 'direction' | 'amount' | 'amountExact' | 'counterparty' | 'orderId' | 'transactionHash' | 'createdAt',
  string
>
type Page = { data: Transaction[]; pagination: { hasMore: boolean; nextCursor: string | null } }

const TREASURY = randomAddress()
let api: Harness

beforeAll(async () => {
  api = await startApi({ spareWallets: 100 })
  await savePlatformAccounts(api.db, [{ role: 'treasury', address: TREASURY }])
})
afterAll(() => api.stop())

async function pageOf(userId: string, query = ''): Promise<Page> {
  // Top-ups follow a payout by themselves.
  await api.orders.settled()
  const { status, body } = await api.get(`/api/v1/users/${userId}/wallet/transactions${query}`)
  expect(status).toBe(200)
  return body as unknown as Page
}

const told = ({ type, direction, amountExact }: Transaction) => `${type} ${direction} ${amountExact}`

async function addressOf(userId: string): Promise<string> {
  return (await readUser(api.db, userId as UserId))?.walletAddress ?? ''
}

type Seen = { from: string; to: string; amount: string; verdict: string; userId?: string }

/** A transfer as the watcher records it. Event ids grow. */
async function see({ from, to, amount, verdict, userId }: Seen): Promise<string> {
  const [row] = await api.db.sql<{ count: number }[]>`select count(*)::int as count from chain_transfers`
  const eventId = `${String(row?.count ?? 0).padStart(19, '0')}-0000000001`
  await api.db.sql`insert into chain_transfers
    (event_id, transaction_hash, ledger, from_address, to_address, amount_stroops, verdict, user_id)
    values (${eventId}, ${`seen ${eventId}`}, 9, ${from}, ${to}, ${parseExact(amount)}, ${verdict}, ${userId ?? null})`
  return eventId
}

/** A deposit of which the sender is known. */
async function depositFrom(from: string, userId: string, amount: string): Promise<void> {
  const eventId = await see({ from, to: await addressOf(userId), amount, verdict: 'deposit', userId })
  const proof = { transactionHash: `seen ${eventId}`, ledger: 9 }
  await post(api.db.sql, depositPosting({ eventId, userId: userId as UserId, amount: parseExact(amount), proof }))
}

/** An order between new users whose contract holds the money. */
async function fundedOrder(): Promise<Data & { buyerId: string; sellerId: string }> {
  const order = await api.order({ amount: '50.00' })
  await api.deposit(String(order.buyerId), '50.0000000')
  for (const step of ['reserve', 'escrow', 'escrow/fund']) await api.post(`/api/v1/orders/${order.id}/${step}`)
  return order as Data & { buyerId: string; sellerId: string }
}

describe("a wallet's transactions", () => {
  test('show a purchase from deposit to release on both sides, with what is on the other side', async () => {
    const order = await fundedOrder()
    await api.post(`/api/v1/orders/${order.id}/resolution/release`, {})
    const { body } = await api.get(`/api/v1/orders/${order.id}`)
    const contract = (body.data.escrow as { trustlessContractId: string }).trustlessContractId
    const [buyer, seller] = [await pageOf(order.buyerId), await pageOf(order.sellerId)]
    expect(buyer.data.map(told)).toEqual(['escrow_funding out 50.0000000', 'deposit in 50.0000000'])
    expect(seller.data.map(told)).toEqual(['top_up in 0.1500000', 'release in 49.8500000'])
    expect(buyer.data[0]).toMatchObject({ counterparty: contract, orderId: order.id, amount: '50.00' })
    expect(seller.data[0]).toMatchObject({ counterparty: TREASURY, orderId: order.id, amount: '0.15' })
    expect(seller.data[1]).toMatchObject({ counterparty: contract, amount: '49.85' })
  })

  test('call what a refund and a split give back to the buyer a refund', async () => {
    const refunded = await fundedOrder()
    await api.post(`/api/v1/orders/${refunded.id}/resolution/refund`, {})
    expect((await pageOf(refunded.buyerId)).data.map(told)).toEqual([
      'top_up in 0.1500000',
      'refund in 49.8500000',
      'escrow_funding out 50.0000000',
      'deposit in 50.0000000',
    ])
    const split = await fundedOrder()
    const opened = await api.post(`/api/v1/orders/${split.id}/resolution/dispute`, {
      openedBy: 'BUYER',
      reason: 'OTHER',
    })
    const decision = { decision: 'SPLIT', releaseAmount: '20.00', refundAmount: '30.00' }
    await api.post(`/api/v1/disputes/${opened.body.data.disputeId}/resolve`, decision)
    expect((await pageOf(split.buyerId)).data.map(told)).toContain('refund in 29.9100000')
    expect((await pageOf(split.sellerId)).data.map(told)).toContain('release in 19.9400000')
  })

  test('name the sender of a deposit; the issuer, making new USDC, is none', async () => {
    const [userId, sender] = [await api.user(), randomAddress()]
    await depositFrom(sender, userId, '1.2345678')
    await depositFrom('', userId, '2.0000000')
    const { data } = await pageOf(userId)
    expect(data.map(({ counterparty }) => counterparty)).toEqual([null, sender])
    expect(data[1]).toMatchObject({ amount: '1.23', amountExact: '1.2345678', ledger: 9 })
  })

  test('show what nobody can explain, in either direction, among the others by time', async () => {
    const [userId, thief] = [await api.user(), randomAddress()]
    const address = await addressOf(userId)
    await api.deposit(userId, '5.0000000')
    await see({ from: address, to: thief, amount: '3.0000000', verdict: 'unexplained' })
    await api.deposit(userId, '6.0000000')
    await see({ from: thief, to: address, amount: '1.0000000', verdict: 'unexplained' })
    const { data } = await pageOf(userId)
    expect(data.map(told)).toEqual([
      'unexplained in 1.0000000',
      'deposit in 6.0000000',
      'unexplained out 3.0000000',
      'deposit in 5.0000000',
    ])
    expect(data[0]?.counterparty).toBe(thief)
  })

  test.each([1, 2, 5, 100])('by pages of %i are the whole list, though more arrive meanwhile', async (limit) => {
    const userId = await api.user()
    const address = await addressOf(userId)
    const move = async (index: number) =>
      index % 3 === 0
        ? await see({ from: address, to: randomAddress(), amount: `${index + 1}.0000000`, verdict: 'unexplained' })
        : await api.deposit(userId, `${index + 1}.0000000`)
    for (let index = 0; index < 11; index += 1) await move(index)
    const whole = (await pageOf(userId, '?limit=100')).data
    expect(whole).toHaveLength(11)
    const seen: Transaction[] = []
    let cursor: string | null = null
    do {
      const page: Page = await pageOf(userId, `?limit=${limit}${cursor === null ? '' : `&cursor=${cursor}`}`)
      seen.push(...page.data)
      cursor = page.pagination.nextCursor
      expect(page.pagination.hasMore).toBe(cursor !== null)
      await move(seen.length)
    } while (cursor !== null && seen.length < 50)
    expect(seen).toEqual(whole)
  })

  test("are nobody else's: a stranger to an order has none of it", async () => {
    await fundedOrder()
    expect((await pageOf(await api.user())).data).toEqual([])
  })

  test.each([
    ['?limit=0', 400],
    ['?limit=101', 400],
    ['?cursor=x', 400],
    ['?cursor=99999999999999999999-1.', 400],
    ["?cursor=1-1.'", 400],
    ['?cursor=1-1.', 200],
    ['?cursor=.', 200],
    ['?colour=1', 400],
  ])('answer %s with %i', async (query, expected) => {
    const { status } = await api.get(`/api/v1/users/${await api.user()}/wallet/transactions${query}`)
    expect(status).toBe(expected)
  })

  test('of a user that does not exist are 404, and without the scope 403', async () => {
    const { status, body } = await api.get(`/api/v1/users/usr_${randomUUID().replaceAll('-', '')}/wallet/transactions`)
    expect([status, body.error.code]).toEqual([404, 'USER_NOT_FOUND'])
    const key = await api.makeKey('write')
    expect((await api.get(`/api/v1/users/${await api.user()}/wallet/transactions`, { key })).status).toBe(403)
  })
})
