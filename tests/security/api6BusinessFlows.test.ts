import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Data } from '../api/harness.ts'
import { orderIn } from '../api/inState.ts'
import { useApi } from './support/useApi.ts'

/**
 * OWASP API6:2023. The flows that are worth abusing are those that move money or cost the platform some: however often
 * and however many at once somebody sends them, they come to what one of them comes to. What each costs is bounded
 * by the limit of writes per key (api4ResourceConsumption.test.ts), and new wallets by how many stand ready
 * (tests/api/acceptance.test.ts).
 */
const { api } = await useApi({ spareWallets: 200 })

const AT_ONCE = 12

function atOnce<T>(send: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: AT_ONCE }, (_, index) => send(index)))
}

async function balanceOf(userId: unknown) {
  const { available, reserved } = (await api.get(`/api/v1/users/${userId}/balance`)).body.data
  return { available, reserved }
}

describe('sent many times at once', () => {
  test('reservations of one balance for many orders: the money is there once', async () => {
    const [buyerId, sellerId] = [await api.user(), await api.user()]
    await api.deposit(buyerId, '50.0000000')
    const orders = await atOnce(() => api.order({ buyerId, sellerId }))
    const answers = await atOnce((index) => api.post(`/api/v1/orders/${orders[index]?.id}/reserve`))
    const codes = answers.map(({ status, body }) => body.error?.code ?? String(status))
    expect(codes.filter((code) => code === '200')).toHaveLength(1)
    expect(codes.filter((code) => code === 'INSUFFICIENT_FUNDS')).toHaveLength(AT_ONCE - 1)
    expect(await balanceOf(buyerId)).toEqual({ available: '0.00', reserved: '50.00' })
  })

  test('releases, refunds and disputes of one order: one of them is carried out', async () => {
    const order = await orderIn(api, 'IN_PROGRESS')
    const ways = ['resolution/release', 'resolution/refund', 'resolution/dispute'] as const
    const body = { 'resolution/dispute': { openedBy: 'BUYER', reason: 'OTHER' } } as Record<string, unknown>
    const answers = await atOnce(async (index) => {
      const way = ways[index % ways.length] ?? ''
      return await api.post(`/api/v1/orders/${order.id}/${way}`, body[way])
    })
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(new Set(answers.filter(({ status }) => status !== 200).map(({ status }) => status))).toEqual(new Set([409]))
    await expectBooksToBalance()
  })

  test('cancellations of a reserved order give its money back once', async () => {
    const order = await orderIn(api, 'FUNDS_RESERVED')
    await atOnce(() => api.post(`/api/v1/orders/${order.id}/cancel`))
    expect(await balanceOf(order.buyerId)).toEqual({ available: '50.00', reserved: '0.00' })
  })

  test('one new user costs one wallet, and one reference makes one order', async () => {
    const externalUserId = randomUUID()
    const users = await atOnce(() => api.post('/api/v1/users', { externalUserId }))
    expect(new Set(users.map(({ body }) => body.data.id)).size).toBe(1)
    const [wallets] = await api.db.sql`
      select count(*)::int as count from wallets where user_id = ${users[0]?.body.data.id ?? ''}`
    expect(wallets).toEqual({ count: 1 })
    const terms = {
      buyerId: await api.user(),
      sellerId: await api.user(),
      amount: '5.00',
      clientOrderRef: randomUUID(),
    }
    const orders: Data[] = (await atOnce(() => api.post('/api/v1/orders', terms))).map(({ body }) => body.data)
    expect(new Set(orders.map(({ id }) => id)).size).toBe(1)
  })
})

async function expectBooksToBalance(): Promise<void> {
  const [row] = await api.db.sql`select sum(amount)::text as sum from ledger_entries`
  expect(row).toEqual({ sum: '0' })
}
