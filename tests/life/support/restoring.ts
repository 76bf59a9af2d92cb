import { until } from '../../../cli/demo/until.ts'
import type { OrderId, WithdrawalId } from '../../../domain/ids.ts'
import { createUser, SETTLED_MS } from '../../e2e/createOrders.ts'
import type { TestStack } from '../../e2e/startTestStack.ts'
import { outsideAccount } from '../../setup/outsideAccount.ts'
import type { Life } from './usePieces.ts'

export const AMOUNT = '50.00'
/** More than all tests of a file ask for at once. */
const SPARES = 20

export type Person = { readonly id: string; readonly address: string }
export type Made = {
  readonly id: OrderId
  readonly buyer: Person
  readonly seller: Person
  /** Empty while there is none. */
  readonly contractId: string
}

/** How far an order is brought: reserved, its contract deployed, its contract funded. */
export type Until = 'reserve' | 'escrow' | 'escrow/fund'
const STAGES: readonly Until[] = ['reserve', 'escrow', 'escrow/fund']

type OrderBody = { readonly id: OrderId; readonly escrow?: { readonly trustlessContractId?: string } }

/** An order between two new users, brought to a stage over HTTP as a marketplace would. */
export async function makeOrder(life: Life, stage: Until, more: object = {}): Promise<Made> {
  const [buyer, seller] = await Promise.all([person(life, 'BUYER'), person(life, 'SELLER')])
  await payIn(life, buyer, AMOUNT)
  await credited(life, buyer, AMOUNT)
  const draft = { buyerId: buyer.id, sellerId: seller.id, amount: AMOUNT, ...more }
  let order = await life.api.post<OrderBody>('/orders', draft)
  for (const path of STAGES.slice(0, STAGES.indexOf(stage) + 1)) {
    order = await life.api.post<OrderBody>(`/orders/${order.id}/${path}`)
  }
  return { id: order.id, buyer, seller, contractId: order.escrow?.trustlessContractId ?? '' }
}

export async function person(life: Life, type: 'BUYER' | 'SELLER'): Promise<Person> {
  // A worker that has just started, or whose spare addresses were retired, is still making new ones.
  await until(SETTLED_MS, 'spare addresses', async () => {
    return (await life.db.sql`select from wallets where status = 'SPARE' limit ${SPARES}`).length === SPARES
  })
  const running: TestStack = { ...life, stop: life.endAll }
  return await createUser(running, type)
}

export async function payIn({ stack }: Life, { address }: Person, amount: string): Promise<void> {
  const paid = await fetch(stack.sandbox.faucetUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ address, amount }),
  })
  if (!paid.ok) throw new Error(`The faucet answered ${paid.status}: ${await paid.text()}`)
}

export async function credited({ api }: Life, { id }: Person, amount: string): Promise<void> {
  await until(SETTLED_MS, `${id} to have ${amount}`, async () => {
    const { available } = await api.get<{ available: string }>(`/users/${id}/balance`)
    return available === amount
  })
}

/** Gives a command without waiting for what comes of it. */
export async function send({ stack }: Life, path: string, body?: object): Promise<void> {
  const answer = await fetch(`${stack.apiUrl}/api/v1${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${stack.apiKey}`,
      prefer: 'respond-async',
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  if (answer.status !== 202) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
}

export type Withdrawal = { readonly id: WithdrawalId; readonly person: Person; readonly destination: string }

/** Has somebody take money out; resolves once it is set aside, or accepted where nobody works on it. */
export async function withdraw(life: Life, person: Person, amount: string): Promise<Withdrawal> {
  const destination = await outsideAccount(life.stack.sandbox)
  const { id } = await life.api.post<{ id: WithdrawalId }>('/withdrawals', { userId: person.id, amount, destination })
  return { id, person, destination }
}

export async function untilWithdrawn({ db }: Life, withdrawals: readonly Withdrawal[]): Promise<void> {
  const ids = withdrawals.map(({ id }) => id)
  await until(SETTLED_MS, `${ids.join(', ')} to be paid`, async () => {
    const rows = await db.sql`select from withdrawals where id = any(${ids}) and status = 'COMPLETED'`
    return rows.length === ids.length
  })
}

export async function untilStatus({ db }: Life, status: string, orders: readonly Made[]): Promise<void> {
  const ids = orders.map(({ id }) => id)
  await until(SETTLED_MS, `${ids.join(', ')} to be ${status}`, async () => {
    const rows = await db.sql`select from orders where id = any(${ids}) and status = ${status}`
    return rows.length === ids.length
  })
}

/** Waits until the chain step of an order has an envelope, which may be sent by then. */
export async function untilSigned({ db }: Life, stepKey: string): Promise<void> {
  await until(SETTLED_MS, `${stepKey} to be signed`, async () => {
    return (await db.sql`select from chain_attempts where step_key = ${stepKey}`).length > 0
  })
}

/** A number for everything that is in the database: equal before and after, when nothing was written. */
export async function fingerprint({ db }: Life): Promise<string> {
  const tables = await db.sql<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public' order by 1`
  const sums: string[] = []
  for (const { name } of tables) {
    const [row] = await db.sql.unsafe(
      `select '${name}=' || count(*) || ':' || coalesce(md5(string_agg(t::text, '' order by t::text)), '') as sum from "${name}" t`,
    )
    sums.push(String(row?.sum))
  }
  return sums.join('\n')
}

export async function contractOf({ db }: Life, orderId: OrderId): Promise<string> {
  const [row] = await db.sql<{ id: string | null }[]>`
    select contract_id as id from escrows where order_id = ${orderId}`
  if (!row?.id) throw new Error(`Order ${orderId} has no contract`)
  return row.id
}

export async function treasuryOf({ db }: Life): Promise<string> {
  const [row] = await db.sql<{ address: string }[]>`select address from platform_accounts where role = 'treasury'`
  return row?.address ?? ''
}
