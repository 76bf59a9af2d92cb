import { afterAll, beforeAll, expect, test } from 'vitest'
import { judgeOrders } from '../../activities/audit/orderCheck.ts'
import { mayFollow } from '../../domain/audit/legalPath.ts'
import { openDispute } from '../../domain/order/changes/dispute.ts'
import { funded, startFunding } from '../../domain/order/changes/fund.ts'
import { abort } from '../../domain/order/changes/operator.ts'
import type { OperatorCommand } from '../../domain/order/operator.ts'
import { ORDER_STATUSES } from '../../domain/order/status.ts'
import type { Data } from '../api/harness.ts'
import { type Harness, startApi } from '../api/harness.ts'
import {
  deploy,
  randomContract,
  reservedOrder,
  someCommand,
  someProof,
  someTerms,
  someUser,
  take,
  usdc,
} from '../setup/books.ts'

// Every way that an order can go is one that the auditor finds well, after every step.

let api: Harness
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api?.stop())

const MILESTONES = [
  { ref: 'a', title: 'A', amount: '20.00' },
  { ref: 'b', title: 'B', amount: '30.00' },
]
const FUND = ['reserve', 'escrow', 'escrow/fund']
const RELEASE: Call = ['resolution/release']
const REFUND: Call = ['resolution/refund']
const DISPUTE: Call = ['resolution/dispute', { openedBy: 'SELLER', reason: 'OTHER' }]
const FIRST: Call = ['milestones/a/release']

type Call = readonly [path: string, body?: unknown]
type Way = { readonly calls: readonly Call[]; readonly decision?: Record<string, string>; readonly milestones?: true }

const SPLIT = { decision: 'SPLIT', releaseAmount: '20.00', refundAmount: '30.00' }
const REST = { decision: 'SPLIT', releaseAmount: '10.00', refundAmount: '20.00' }
const funding = FUND.map((path): Call => [path])

const WAYS: Readonly<Record<string, Way>> = {
  'cancelled at once': { calls: [['cancel']] },
  'cancelled when reserved': { calls: [['reserve'], ['cancel']] },
  released: { calls: [...funding, RELEASE] },
  refunded: { calls: [...funding, REFUND] },
  'disputed and released': { calls: [...funding, DISPUTE], decision: { decision: 'FULL_RELEASE' } },
  'disputed and refunded': { calls: [...funding, DISPUTE], decision: { decision: 'FULL_REFUND' } },
  'disputed and split': { calls: [...funding, DISPUTE], decision: SPLIT },
  'in milestones, one by one': {
    calls: [...funding, ['milestones/a/complete'], FIRST, ['milestones/b/release']],
    milestones: true,
  },
  'in milestones, the rest released': { calls: [...funding, FIRST, RELEASE], milestones: true },
  'in milestones, the rest refunded': { calls: [...funding, FIRST, REFUND], milestones: true },
  'in milestones, the rest split': { calls: [...funding, FIRST, DISPUTE], decision: REST, milestones: true },
  'in milestones, all refunded': { calls: [...funding, REFUND], milestones: true },
}

async function wrong(orderId: string) {
  const results = await judgeOrders(api, [orderId])
  expect(results.map(({ kind }) => kind)).toEqual(['order_balances', 'order_history', 'order_events'])
  return results.flatMap(({ differences }) => differences)
}

test.each(Object.entries(WAYS))('an order that is %s is well after every step', async (_name, way) => {
  const order = await api.order(way.milestones ? { milestones: MILESTONES } : {})
  await api.deposit(order.buyerId as string, '50.0000000')
  expect(await wrong(order.id)).toEqual([])
  let last: Data = order
  for (const [path, body] of way.calls) {
    const answer = await api.post(`/api/v1/orders/${order.id}/${path}`, body)
    expect([path, answer.status]).toEqual([path, 200])
    last = answer.body.data
    expect(await wrong(order.id)).toEqual([])
  }
  if (way.decision) {
    const answer = await api.post(`/api/v1/disputes/${last.disputeId}/resolve`, way.decision)
    expect(answer.status).toBe(200)
    expect(await wrong(order.id)).toEqual([])
  }
  expect((await api.get(`/api/v1/orders/${order.id}`)).body.data.status).toBe('CLOSED')
})

test('an order that support aborts, in each state in which it can, is well', async () => {
  const buyer = await someUser(api.db, usdc(50))
  const reserved = () => reservedOrder(api.db, someTerms(buyer, buyer, usdc(5)))
  const states = [await reserved(), await deploy(api.db, await reserved(), randomContract())]
  for (const state of states) {
    const command = { kind: 'abort', commandId: someCommand(), by: 'dana', reason: 'stuck' } satisfies OperatorCommand
    const { terms } = await take(api.db, abort(state, command))
    expect(await wrong(terms.orderId)).toEqual([])
  }
})

test('an order between two steps of a command is well too', async () => {
  const buyer = await someUser(api.db, usdc(50))
  const standing = await deploy(api.db, await reservedOrder(api.db, someTerms(buyer, buyer, usdc(5))), randomContract())
  const starting = await take(api.db, startFunding(standing, someCommand()))
  expect(await wrong(starting.terms.orderId)).toEqual([])
  const paid = await take(api.db, funded(starting, someCommand(), someProof()))
  const dispute = { kind: 'dispute', commandId: someCommand(), openedBy: 'BUYER', reason: 'OTHER' } as const
  await take(api.db, openDispute(paid, dispute))
  expect(await wrong(starting.terms.orderId)).toEqual([])
})

test('of all pairs of states few may follow each other, and nothing follows the end', () => {
  const pairs = ORDER_STATUSES.flatMap((from) => ORDER_STATUSES.map((to) => [from, to] as const))
  const legal = pairs.filter(([from, to]) => from !== to && mayFollow(from, to))
  expect(legal.map((pair) => pair.join(' > ')).sort()).toEqual([
    'DISPUTED > REFUNDED',
    'DISPUTED > RELEASED',
    'ESCROW_CREATING > CLOSED',
    'ESCROW_CREATING > ESCROW_FUNDING',
    'ESCROW_FUNDED > IN_PROGRESS',
    'ESCROW_FUNDING > CLOSED',
    'ESCROW_FUNDING > ESCROW_FUNDED',
    'FUNDS_RESERVED > CLOSED',
    'FUNDS_RESERVED > ESCROW_CREATING',
    'IN_PROGRESS > DISPUTED',
    'IN_PROGRESS > REFUND_REQUESTED',
    'IN_PROGRESS > RELEASED',
    'IN_PROGRESS > RELEASE_REQUESTED',
    'ORDER_CREATED > CLOSED',
    'ORDER_CREATED > FUNDS_RESERVED',
    'REFUNDED > CLOSED',
    'REFUND_REQUESTED > REFUNDED',
    'RELEASED > CLOSED',
    'RELEASE_REQUESTED > RELEASED',
  ])
})
