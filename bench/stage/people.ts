import { until } from '../../cli/demo/until.ts'
import { inBatches } from '../figures/inBatches.ts'
import type { BenchApi } from './api.ts'

export type Person = { readonly id: string; readonly address: string }
/** A buyer with money and a seller. Each worker of a load has its own, as a marketplace's customers are many. */
export type Couple = { readonly buyer: Person; readonly seller: Person }

/** Enough for every order that one couple may take through a run. */
const DEPOSIT = '1000000.00'
const WALLETS_LIMIT_MS = 120_000
const AT_ONCE = 16

type Where = { readonly api: BenchApi; readonly faucetUrl: string }
let count = 0

/** New users whose wallets stand on chain. */
export async function register({ api }: Pick<Where, 'api'>, number: number): Promise<Person[]> {
  const names = Array.from({ length: number }, () => `bench-${Date.now().toString(36)}-${count++}`)
  const people = await inBatches(names, AT_ONCE, async (externalUserId) => {
    let id = ''
    // Spare addresses are made some at a time; a crowd has to wait for more of them.
    await until(WALLETS_LIMIT_MS, 'a spare wallet', async () => {
      id = await api.post<{ id: string }>('/users', { externalUserId, type: 'BOTH' }).then(
        (user) => user.id,
        (error: Error) => {
          if (error.message.includes(' 503')) return ''
          throw error
        },
      )
      return id !== ''
    })
    return id
  })
  return await inBatches(people, AT_ONCE, async (id) => {
    let address = ''
    await until(WALLETS_LIMIT_MS, 'a wallet to be created on Stellar', async () => {
      const wallet = await api.get<{ address: string; ready: boolean }>(`/users/${id}/wallet/deposit`)
      address = wallet.address
      return wallet.ready
    })
    return { id, address }
  })
}

/** Couples that can trade at once. */
export async function gatherCouples(where: Where, number: number): Promise<Couple[]> {
  const people = await register(where, number * 2)
  const couples = Array.from({ length: number }, (_, index) => ({
    buyer: people[index] as Person,
    seller: people[index + number] as Person,
  }))
  await inBatches(couples, AT_ONCE, async ({ buyer }) => {
    await payFromFaucet(where.faucetUrl, buyer.address, DEPOSIT)
    await until(WALLETS_LIMIT_MS, 'a deposit to be credited', async () => {
      const { available } = await where.api.get<{ available: string }>(`/users/${buyer.id}/balance`)
      return available === DEPOSIT
    })
  })
  return couples
}

export async function payFromFaucet(faucetUrl: string, address: string, amount: string): Promise<void> {
  const answer = await fetch(faucetUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ address, amount }),
  })
  if (!answer.ok) throw new Error(`The faucet answered ${answer.status}: ${await answer.text()}`)
  await answer.text()
}
