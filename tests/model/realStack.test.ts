import { Client, Connection } from '@temporalio/client'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { until } from '../../cli/demo/until.ts'
import { balanceDrift, ledgerSum } from '../../db/ledger/balances.ts'
import type { OrderId, UserId } from '../../domain/ids.ts'
import { orderEscrow, orderReserved, userAvailable } from '../../domain/ledger/accounts.ts'
import { stroops } from '../../domain/money.ts'
import { COMMAND_KINDS, type CommandKind } from '../../domain/order/command.ts'
import type { OrderState } from '../../domain/order/state.ts'
import { createUser, SETTLED_MS } from '../e2e/createOrders.ts'
import { untilBooksAgree } from '../e2e/untilBooksAgree.ts'
import { useTestStack } from '../e2e/useTestStack.ts'
import { createTwin, HALF_CENTS, HALVES, type Twin } from './twin.ts'

/**
 * Random sequences of commands, alone and in concurrent pairs, against the whole running stack. A twin of each order
 * lives in memory; after every step order row, workflow and ledger must be where the twin is.
 */
const SEQUENCES = 300
const AT_ONCE = 10
const LEDGER_INTERVAL_MS = 50
const AMOUNT = stroops(500_000_000n)

const running = useTestStack(LEDGER_INTERVAL_MS)
let temporal: Connection

beforeAll(async () => {
  temporal = await Connection.connect({ address: running().stack.temporalAddress })
})

afterAll(async () => {
  await temporal?.close()
})

const HAPPY_PATH: readonly CommandKind[] = ['reserve', 'createEscrow', 'fund']
const kind = fc.constantFrom(...COMMAND_KINDS)
const move = fc.oneof(
  { weight: 3, arbitrary: kind.map((one) => [one]) },
  { weight: 2, arbitrary: fc.tuple(kind, kind) },
)
const sequence = fc.record({
  byMilestone: fc.boolean(),
  begin: fc.integer({ min: 0, max: HAPPY_PATH.length }),
  moves: fc.array(move, { minLength: 2, maxLength: 5 }),
})

it(
  `${SEQUENCES} random sequences leave order row, workflow and ledger where the pure model is, after every step`,
  async () => {
    const sequences = fc.sample(sequence, SEQUENCES)
    while (sequences.length > 0) await Promise.all(sequences.splice(0, AT_ONCE).map(live))
    expect(await ledgerSum(running().db)).toBe(0n)
    expect(await balanceDrift(running().db)).toEqual([])
    await untilBooksAgree(running())
  },
  10 * SETTLED_MS,
)

type Sequence = { byMilestone: boolean; begin: number; moves: CommandKind[][] }

async function live({ byMilestone, begin, moves }: Sequence): Promise<void> {
  const [buyer, seller] = await Promise.all([createUser(running(), 'BUYER'), createUser(running(), 'SELLER')])
  await pay(buyer)
  const { id } = await running().api.post<{ id: OrderId }>('/orders', {
    buyerId: buyer.id,
    sellerId: seller.id,
    amount: '50.00',
    ...(byMilestone && { milestones: HALVES.map((ref) => ({ ref, title: ref, amount: HALF_CENTS })) }),
  })
  const parties = { orderId: id, buyerId: buyer.id as UserId, sellerId: seller.id as UserId }
  const twin = createTwin(parties, AMOUNT, byMilestone)
  for (const kinds of [...HAPPY_PATH.slice(0, begin).map((one) => [one]), ...moves]) {
    const accepted = await Promise.all(kinds.map((one) => send(id, one, byMilestone)))
    const story = `${twin.story()} then ${kinds.join(' with ')} answered ${accepted.join(' and ')}`
    expect(twin.follow(kinds, accepted), story).toBe(true)
    await until(
      SETTLED_MS,
      `the order to settle: ${story}`,
      async () => (await rowOf(id)).status === twin.state().status,
    )
    await compare(id, twin, story)
  }
}

async function pay(buyer: { id: string; address: string }): Promise<void> {
  const answer = await fetch(running().stack.sandbox.faucetUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ address: buyer.address, amount: '50.00' }),
  })
  expect(answer.ok).toBe(true)
  await until(SETTLED_MS, 'the deposit to be credited', async () => {
    const { available } = await running().api.get<{ available: string }>(`/users/${buyer.id}/balance`)
    return available === '50.00'
  })
}

/** Sends a command over HTTP; true when it was carried out, false when the order's state refused it. */
async function send(orderId: OrderId, command: CommandKind, byMilestone: boolean): Promise<boolean> {
  const { path, body } = requestOf(orderId, command, byMilestone)
  const answer = await fetch(`${running().stack.apiUrl}/api/v1${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${running().stack.apiKey}`,
      'content-type': 'application/json',
      prefer: 'wait=60',
    },
    body: JSON.stringify(body),
  })
  if (answer.status === 200) return true
  expect(MAY_BE_MISSING.includes(command) ? [404, 409] : [409]).toContain(answer.status)
  return false
}

/** A dispute or a milestone that does not exist cannot be acted on either. */
const MAY_BE_MISSING: readonly CommandKind[] = ['resolve', 'completeMilestone', 'releaseMilestone']

function requestOf(orderId: OrderId, command: CommandKind, byMilestone: boolean): { path: string; body: object } {
  const order = `/orders/${orderId}`
  switch (command) {
    case 'reserve':
    case 'cancel':
      return { path: `${order}/${command}`, body: {} }
    case 'createEscrow':
      return { path: `${order}/escrow`, body: {} }
    case 'fund':
      return { path: `${order}/escrow/fund`, body: {} }
    case 'completeMilestone':
      return { path: `${order}/milestones/${HALVES[0]}/complete`, body: {} }
    case 'releaseMilestone':
      return { path: `${order}/milestones/${HALVES[0]}/release`, body: {} }
    case 'release':
    case 'refund':
      return { path: `${order}/resolution/${command}`, body: {} }
    case 'dispute':
      return { path: `${order}/resolution/dispute`, body: { openedBy: 'SELLER', reason: 'OTHER' } }
    case 'resolve':
      return {
        path: `/disputes/dsp_${orderId.slice('ord_'.length)}/resolve`,
        body: byMilestone
          ? { decision: 'FULL_REFUND' }
          : { decision: 'SPLIT', releaseAmount: '33.33', refundAmount: '16.67' },
      }
  }
}

type Row = { status: string; finalStatus: string | null; version: number }

async function rowOf(orderId: OrderId): Promise<Row> {
  const [row] = await running().db.sql<Row[]>`
    select status, final_status as "finalStatus", version from orders where id = ${orderId}`
  if (!row) throw new Error(`Order ${orderId} has no row`)
  return row
}

async function compare(orderId: OrderId, twin: Twin, story: string): Promise<void> {
  const { terms, status, finalStatus } = twin.state()
  const row = await rowOf(orderId)
  const workflow = await new Client({ connection: temporal }).workflow.getHandle(orderId).query<OrderState>('state')
  expect({ status: row.status, finalStatus: row.finalStatus }, story).toEqual({ status, finalStatus })
  expect({ status: workflow.status, finalStatus: workflow.finalStatus }, story).toEqual({ status, finalStatus })
  const names = [
    userAvailable(terms.buyerId).name,
    userAvailable(terms.sellerId).name,
    orderReserved(orderId).name,
    orderEscrow(orderId).name,
    ...HALVES.map((_, milestone) => orderEscrow(orderId, milestone).name),
  ]
  for (const name of names) {
    const [account] = await running().db.sql<
      { balance: bigint }[]
    >`select balance from ledger_accounts where name = ${name}`
    expect(account?.balance ?? 0n, `${name} after ${story}`).toBe(twin.balances().get(name) ?? 0n)
  }
}
