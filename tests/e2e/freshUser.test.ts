import { expect, test } from 'vitest'
import { readAccounts } from '../../chain/accounts.ts'
import { createRpc } from '../../chain/rpc/client.ts'
import type { OrderAnswer } from '../../cli/demo/story.ts'
import { until } from '../../cli/demo/until.ts'
import { createOrders, createUser, SETTLED_MS } from './createOrders.ts'
import { untilBooksAgree } from './untilBooksAgree.ts'
import { useTestStack } from './useTestStack.ts'

const running = useTestStack()

/** What the chain says that an account holds in XLM, in stroops. */
async function xlmOf(address: string): Promise<bigint | undefined> {
  const { sandbox } = running().stack
  const { usdcIssuer } = (await (await fetch(sandbox.controlUrl)).json()) as { usdcIssuer: string }
  const { states } = await readAccounts(createRpc(sandbox.rpcUrl), { usdcIssuer }, [address])
  return states.get(address)?.xlmStroops
}

test(
  'a fresh user is paid, buys with all of it at once, and holds 0 XLM throughout',
  async () => {
    const { api, db } = running()
    const [sale] = await createOrders(running(), 1)
    const seller = await api.get<{ address: string }>(`/users/${sale.sellerId}/wallet`)
    expect(await xlmOf(seller.address)).toBe(0n)
    await api.post<OrderAnswer>(`/orders/${sale.id}/resolution/release`)
    expect(await xlmOf(seller.address)).toBe(0n)
    const balance = await api.get<{ available: string }>(`/users/${sale.sellerId}/balance`)
    expect(balance.available).toBe('50.00')

    const other = await createUser(running(), 'SELLER')
    const order = await api.post<OrderAnswer>('/orders', {
      buyerId: sale.sellerId,
      sellerId: other.id,
      amount: '50.00',
    })
    for (const step of ['reserve', 'escrow', 'escrow/fund']) await api.post(`/orders/${order.id}/${step}`)
    await until(SETTLED_MS, 'the purchase to be funded', async () => {
      return (await api.get<OrderAnswer>(`/orders/${order.id}`)).status === 'IN_PROGRESS'
    })
    expect(await xlmOf(seller.address)).toBe(0n)
    // The protocol's fee left the wallet 0.15 short of the price: the treasury paid before the wallet had to.
    const [topUp] = await db.sql`
      select status, amount_stroops::text as amount from top_ups where order_id = ${sale.id} and user_id = ${sale.sellerId}`
    expect(topUp).toMatchObject({ status: 'PAID', amount: '1500000' })

    await api.post(`/orders/${order.id}/resolution/refund`)
    expect(await xlmOf(seller.address)).toBe(0n)
    await untilBooksAgree(running())
  },
  2 * SETTLED_MS,
)
