import type { OrderId } from '../../domain/ids.ts'
import type { DemoApi } from './api.ts'
import { until } from './until.ts'

export type Person = { id: string; address: string }
export type Balance = { available: string; reserved: string }
export type OrderAnswer = {
  id: OrderId
  status: string
  finalStatus?: string
  escrow?: { trustlessContractId: string }
}
export type Story = { buyer: Person; seller: Person; order: OrderAnswer }
export type Tell = (line: string) => void

const DEPOSIT = '100.00'
export const PRICE = '50.00'
const WALLET_WAIT_MS = 60_000
const DEPOSIT_WAIT_MS = 60_000

type Stage = { api: DemoApi; faucetUrl: string; tell: Tell }

/** Plays the Quick Start over HTTP: two users, a deposit, an order, its escrow, its release. */
export async function playStory({ api, faucetUrl, tell }: Stage): Promise<Story> {
  const run = Date.now().toString(36)
  const buyer = await register(api, tell, 'BUYER', `demo-buyer-${run}`)
  const seller = await register(api, tell, 'SELLER', `demo-seller-${run}`)
  await deposit(api, faucetUrl, tell, buyer)

  const order = await api.post<OrderAnswer>('/orders', {
    buyerId: buyer.id,
    sellerId: seller.id,
    amount: PRICE,
    currency: 'USD',
    title: 'Logo Design',
    description: 'Design a logo for my startup',
  })
  tell(`Order ${order.id}: ${PRICE} USD for "Logo Design" (${order.status})`)
  const act = async (what: string, path: string, body?: unknown) => {
    const startedAt = Date.now()
    const answer = await api.post<OrderAnswer>(`/orders/${order.id}/${path}`, body)
    tell(`${what}: ${answer.status} (${((Date.now() - startedAt) / 1000).toFixed(2)} s)`)
    return answer
  }
  await act('Reserve the funds', 'reserve')
  const withEscrow = await act('Create the escrow contract', 'escrow')
  tell(`  contract ${withEscrow.escrow?.trustlessContractId}`)
  await act('Fund the escrow', 'escrow/fund')
  const closed = await act('Release to the seller', 'resolution/release', { requestedBy: buyer.id })
  return { buyer, seller, order: closed }
}

async function register(api: DemoApi, tell: Tell, type: 'BUYER' | 'SELLER', externalUserId: string): Promise<Person> {
  const user = await api.post<{ id: string }>('/users', {
    externalUserId,
    email: `${externalUserId}@example.com`,
    type,
  })
  const { address } = await api.get<{ address: string }>(`/users/${user.id}/wallet/deposit`)
  tell(`${type === 'BUYER' ? 'Buyer' : 'Seller'} ${user.id}: wallet ${address}`)
  return { id: user.id, address }
}

async function deposit(api: DemoApi, faucetUrl: string, tell: Tell, buyer: Person): Promise<void> {
  await until(WALLET_WAIT_MS, "the buyer's wallet to be created on Stellar", async () => {
    const { ready } = await api.get<{ ready: boolean }>(`/users/${buyer.id}/wallet/deposit`)
    return ready
  })
  const answer = await fetch(faucetUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ address: buyer.address, amount: DEPOSIT }),
  })
  if (!answer.ok) throw new Error(`The faucet answered ${answer.status}: ${await answer.text()}`)
  await until(DEPOSIT_WAIT_MS, 'the deposit to be credited', async () => {
    const { available } = await api.get<Balance>(`/users/${buyer.id}/balance`)
    return available === DEPOSIT
  })
  tell(`Deposit: ${DEPOSIT} USDC arrived on chain and was credited`)
}
