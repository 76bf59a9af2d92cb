import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../cli/demo/until.ts'
import { FAULTS, type FaultName, faultsFor } from '../../sandbox/faults/catalogue.ts'
import type { Struck } from '../../sandbox/faults/faultBook.ts'
import type { EscrowFunction } from '../../sandbox/faults/functions.ts'
import { createUser } from '../e2e/createOrders.ts'
import { untilBooksAgree } from '../e2e/untilBooksAgree.ts'
import { useTestStack } from '../e2e/useTestStack.ts'
import { FLOWS, type Flow, WAIT_MS } from './flows.ts'
import { type Operator, startOperator } from './stuckOrders.ts'

/**
 * Every fault of the vendor and of the RPC server, at every on-chain step of every flow. One order per cell; its title
 * tells the sandbox what shall go wrong. An operator works beside them who only ever sends `retryNow`.
 */
type Cell = { readonly flow: Flow; readonly at: EscrowFunction; readonly fault: FaultName }

/** The vendor's own submission and RPC's simulation are no part of a step's usual way: we submit through RPC. */
const NOT_ON_THE_WAY = ['send', 'simulate']
const CELLS: readonly Cell[] = FLOWS.flatMap((flow) =>
  flow.functions.flatMap((at) =>
    faultsFor(at)
      .filter((fault) => !NOT_ON_THE_WAY.includes(FAULTS[fault].at))
      .map((fault) => ({ flow, at, fault })),
  ),
)

/** A transaction that is not what we asked for is never signed, and never asked for again without somebody looking. */
const NEEDS_SOMEBODY: readonly FaultName[] = [
  'garbageXdr',
  'tamperedAmount',
  'tamperedReceiver',
  'tamperedMilestone',
  'tamperedContract',
  'tamperedFunction',
  'tamperedSource',
  'tamperedFee',
  'extraOperation',
]

const LEDGER_INTERVAL_MS = 50
const AT_ONCE = 24
/** How long a silent server stays silent. */
const HANG_MS = 2_000
const AMOUNT = '50.00'

const running = useTestStack(LEDGER_INTERVAL_MS)
let operator: Operator

beforeAll(async () => {
  await control('', { method: 'PATCH', body: JSON.stringify({ hangMs: HANG_MS }) })
  operator = await startOperator(running().stack.temporalAddress)
})
afterAll(() => operator?.stop())

test(
  `each of ${CELLS.length} cells (fault, step, flow) ends as it should, with one effect on chain`,
  async () => {
    const waiting = [...CELLS]
    const orders = new Map<string, Cell>()
    const failures: string[] = []
    const drive = async (): Promise<void> => {
      for (let cell = waiting.shift(); cell !== undefined; cell = waiting.shift()) {
        const lived = await live(cell).catch((error: Error) => error)
        if (typeof lived === 'string') orders.set(lived, cell)
        else failures.push(`${nameOf(cell)}: ${lived.message}`)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, drive))
    console.log(`fault grid: ${CELLS.length} cells, ${failures.length} failed`)
    expect(failures).toEqual([])
    await everyFaultStruck(orders)
    await everyStepHappenedOnce([...orders.keys()])
    for (const [id, cell] of orders) {
      const reason = operator.reasons.get(id)
      expect(reason !== undefined, `${nameOf(cell)} stuck: ${reason}`).toBe(NEEDS_SOMEBODY.includes(cell.fault))
      if (reason !== undefined) expect(reason.length).toBeGreaterThan(30)
    }
    await untilBooksAgree(running())
  },
  20 * 60_000,
)

function nameOf({ flow, at, fault }: Cell): string {
  return `${fault} at ${at} in "${flow.name}"`
}

/** A history can only be lost after the transaction stood in it, so the first look has to come late. */
function titleFor(fault: FaultName, at: EscrowFunction): string {
  const sentinel = `[fault ${fault}@${at}]`
  return fault === 'prunedHistory' ? `[fault laggingHistory@${at} x2]${sentinel}` : sentinel
}

/** Takes one order through its flow and returns its id. */
async function live(cell: Cell): Promise<string> {
  const { flow, at, fault } = cell
  const { api, stack, db } = running()
  const [buyer, seller] = await Promise.all([createUser(running(), 'BUYER'), createUser(running(), 'SELLER')])
  const paid = await fetch(stack.sandbox.faucetUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ address: buyer.address, amount: AMOUNT }),
  })
  expect(paid.ok).toBe(true)
  const balance = () => api.get<{ available: string }>(`/users/${buyer.id}/balance`)
  await until(WAIT_MS, 'the deposit', async () => (await balance()).available === AMOUNT)
  const { id } = await api.post<{ id: string }>('/orders', {
    buyerId: buyer.id,
    sellerId: seller.id,
    amount: AMOUNT,
    title: titleFor(fault, at),
    ...(flow.milestones && { milestones: flow.milestones }),
  })
  const order = async () => {
    const [row] = await db.sql`select status, final_status as "finalStatus" from orders where id = ${id}`
    return row
  }
  await until(WAIT_MS, `${nameOf(cell)} to be recorded`, async () => (await order()) !== undefined)
  await api.post(`/orders/${id}/reserve`)
  await api.post(`/orders/${id}/escrow`)
  await api.post(`/orders/${id}/escrow/fund`)
  await until(WAIT_MS, `${nameOf(cell)} to be funded`, async () => (await order())?.status === 'IN_PROGRESS')
  await flow.finish(api, id)
  await until(WAIT_MS, `${nameOf(cell)} to be closed`, async () => (await order())?.status === 'CLOSED')
  expect((await order())?.finalStatus, nameOf(cell)).toBe(flow.finalStatus)
  return id
}

/** A cell in which nothing went wrong proves nothing. */
async function everyFaultStruck(orders: ReadonlyMap<string, Cell>): Promise<void> {
  const struck = (await (await control('/struck')).json()) as Struck[]
  const seen = new Set(struck.map(({ engagementId, name, function: at }) => `${engagementId} ${name} ${at}`))
  const missed = [...orders].filter(([id, { fault, at }]) => !seen.has(`${id} ${fault} ${at}`))
  expect(missed.map(([, cell]) => nameOf(cell))).toEqual([])
}

/** Of all envelopes ever signed for a step, the chain knows exactly one that succeeded: the last. */
async function everyStepHappenedOnce(orderIds: readonly string[]): Promise<void> {
  const attempts = await running().db.sql<{ stepKey: string; hash: string; status: string; isLast: boolean }[]>`
    select step_key as "stepKey", hash, status, attempt = max(attempt) over (partition by step_key) as "isLast"
    from chain_attempts where order_id = any(${[...orderIds]})`
  expect(attempts.length).toBeGreaterThanOrEqual(orderIds.length * 4)
  for (const { stepKey, hash, status, isLast } of attempts) {
    const onChain = await fate(hash)
    expect({ stepKey, status, onChain }).toEqual(
      isLast
        ? { stepKey, status: 'APPLIED', onChain: 'SUCCESS' }
        : {
            stepKey,
            status: expect.stringMatching(/^(FAILED|EXPIRED)$/),
            onChain: expect.not.stringMatching('SUCCESS'),
          },
    )
  }
}

async function fate(hash: string): Promise<string> {
  const answer = await fetch(running().stack.sandbox.rpcUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'getTransaction', params: { hash } }),
  })
  const { result } = (await answer.json()) as { result: { status: string } }
  return result.status
}

async function control(path: string, init: RequestInit = {}): Promise<Response> {
  const answer = await fetch(`${running().stack.sandbox.controlUrl}/faults${path}`, {
    ...init,
    headers: { 'content-type': 'application/json' },
  })
  expect(answer.ok).toBe(true)
  return answer
}
