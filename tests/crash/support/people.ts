import { randomUUID } from 'node:crypto'
import { until } from '../../../cli/demo/until.ts'
import type { Slot } from './startSlot.ts'

export type Person = { readonly id: string; readonly address: string }
export type Couple = { readonly buyer: Person; readonly seller: Person }

export const AMOUNT = '50.00'
export const WAIT_MS = 120_000

/** Two users whose wallets stand on chain. */
export async function couple(slot: Slot): Promise<Couple> {
  const [buyer, seller] = await Promise.all([person(slot), person(slot)])
  return { buyer, seller }
}

export async function person(slot: Slot): Promise<Person> {
  const externalUserId = `person-${randomUUID()}`
  const { data } = await slot.caller.post<{ id: string }>('/users', randomUUID(), { externalUserId, type: 'BOTH' })
  return { id: data.id, address: await readyWallet(slot, data.id) }
}

/** Waits for the wallet of a user and returns its address. */
export async function readyWallet({ db }: Slot, userId: string): Promise<string> {
  let address = ''
  await until(WAIT_MS, `the wallet of ${userId} to be ready`, async () => {
    const [row] = await db.sql<{ address: string }[]>`
      select address from wallets where user_id = ${userId} and status = 'READY'`
    address = row?.address ?? ''
    return address !== ''
  })
  return address
}

/** Pays USDC to somebody's address from outside, as a customer would. */
export async function payIn({ stack }: Slot, { address }: Person): Promise<void> {
  const paid = await fetch(stack.sandbox.faucetUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ address, amount: AMOUNT }),
  })
  if (!paid.ok) throw new Error(`The faucet answered ${paid.status}: ${await paid.text()}`)
}

export async function credited({ db }: Slot, { id }: Person): Promise<void> {
  await until(WAIT_MS, `the deposit of ${id} to be credited`, async () => {
    const rows = await db.sql`select from ledger_accounts where name = ${`user:${id}:available`} and balance > 0`
    return rows.length === 1
  })
}

export async function coupleWithMoney(slot: Slot): Promise<Couple> {
  const both = await couple(slot)
  await payIn(slot, both.buyer)
  await credited(slot, both.buyer)
  return both
}
