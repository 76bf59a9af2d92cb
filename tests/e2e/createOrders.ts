import type { DemoApi } from '../../cli/demo/api.ts'
import type { OrderAnswer } from '../../cli/demo/story.ts'
import { until } from '../../cli/demo/until.ts'
import type { OrderId } from '../../domain/ids.ts'

/** The first start on a machine may have to build Temporal's server. */
export const STACK_START_MS = 15 * 60_000
export const SETTLED_MS = 90_000

const AMOUNT = '50.00'
const AT_ONCE = 10

export type FundedOrder = { id: OrderId; buyerId: string; sellerId: string; contractId: string }

/** What orders are made through. */
export type Stage = { readonly api: DemoApi; readonly stack: { readonly sandbox: { readonly faucetUrl: string } } }

/** Orders in progress, each between two new users, made over HTTP as a marketplace would make them. */
export async function createOrders(test: Stage, count: 1): Promise<[FundedOrder]>
export async function createOrders(test: Stage, count: number): Promise<FundedOrder[]>
export async function createOrders(test: Stage, count: number): Promise<FundedOrder[]> {
  const orders: FundedOrder[] = []
  while (orders.length < count) {
    const batch = Array.from({ length: Math.min(AT_ONCE, count - orders.length) }, () => createFundedOrder(test))
    orders.push(...(await Promise.all(batch)))
  }
  return orders
}

async function createFundedOrder(test: Stage): Promise<FundedOrder> {
  const [buyer, seller] = await Promise.all([createUser(test, 'BUYER'), createUser(test, 'SELLER')])
  const paid = await fetch(test.stack.sandbox.faucetUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ address: buyer.address, amount: AMOUNT }),
  })
  if (!paid.ok) throw new Error(`The faucet answered ${paid.status}: ${await paid.text()}`)
  await until(SETTLED_MS, 'the deposit to be credited', async () => {
    const { available } = await test.api.get<{ available: string }>(`/users/${buyer.id}/balance`)
    return available === AMOUNT
  })
  const { id } = await test.api.post<OrderAnswer>('/orders', { buyerId: buyer.id, sellerId: seller.id, amount: AMOUNT })
  await test.api.post(`/orders/${id}/reserve`)
  const { escrow } = await test.api.post<OrderAnswer>(`/orders/${id}/escrow`)
  await test.api.post(`/orders/${id}/escrow/fund`)
  return { id, buyerId: buyer.id, sellerId: seller.id, contractId: escrow?.trustlessContractId ?? '' }
}

/** A user whose wallet stands on chain. */
export async function createUser(test: Stage, type: 'BUYER' | 'SELLER'): Promise<{ id: string; address: string }> {
  const externalUserId = `${type}-${crypto.randomUUID()}`
  const { id } = await test.api.post<{ id: string }>('/users', { externalUserId, type })
  const wallet = () => test.api.get<{ address: string; ready: boolean }>(`/users/${id}/wallet/deposit`)
  await until(SETTLED_MS, 'the wallet to be created', async () => (await wallet()).ready)
  return { id, address: (await wallet()).address }
}
