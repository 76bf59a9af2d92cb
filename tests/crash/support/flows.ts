import { randomUUID } from 'node:crypto'
import { until } from '../../../cli/demo/until.ts'
import {
  ABORT_FLOW,
  API_KEY_FLOW,
  FINDING_FLOW,
  REFILL_FLOW,
  REFUSED_FLOW,
  RETRY_FLOW,
  SIGN_UP_FLOW,
} from './otherFlows.ts'
import { AMOUNT, type Couple, coupleWithMoney, credited, payIn, person, WAIT_MS } from './people.ts'
import type { Slot } from './startSlot.ts'
import { WEBHOOK_FLOW } from './webhookFlow.ts'
import { RETRY_PAYMENT_FLOW, SET_ASIDE_FLOW, TURNED_DOWN_FLOW, WITHDRAWAL_FLOW } from './withdrawalFlows.ts'

/** What one case of a flow is about; its ids are what the traces are looked for by. */
export type Case = Partial<Couple> & {
  readonly orderId?: string
  readonly destination?: string
  readonly name: string
  userId?: string
}

/** One way of using the product, from a prepared beginning to an end that has to be the same whatever dies on the way. */
export type Flow = {
  readonly name: string
  /** Of the passages of one point in this flow, those that the crash shall be about; where there is none, it is the last. */
  readonly about: RegExp
  /** Crashes are about nothing else than that. */
  readonly strictly?: boolean
  /** Where the flow leaves its order. */
  readonly end?: string
  /** Everything before the flow, with nobody dying. */
  prepare(slot: Slot): Promise<Case>
  /** The requests of the flow, each repeated until it has its final answer. Returns what was answered. */
  run(slot: Slot, about: Case): Promise<readonly string[]>
}

const MILESTONES = [
  { ref: 'design', title: 'Design', amount: '20.00' },
  { ref: 'build', title: 'Build', amount: '30.00' },
]

type Call = readonly [path: string, body?: unknown, headers?: Readonly<Record<string, string>>]

/** Sends requests one after the other, each under a key of its own that says which it is. */
export async function send({ caller }: Slot, { name }: Case, ...calls: readonly Call[]): Promise<string[]> {
  const answers: string[] = []
  for (const [path, body, headers] of calls) {
    const label = path.split('/').at(-1)
    const { status, code } = await caller.post(path, `${name}:${label}`, body, headers)
    answers.push(`${label}: ${code ?? (status < 300 ? 'done' : status)}`)
  }
  return answers
}

async function ordered(slot: Slot, milestones?: typeof MILESTONES): Promise<Case & Couple & { orderId: string }> {
  const both = await coupleWithMoney(slot)
  const body = { buyerId: both.buyer.id, sellerId: both.seller.id, amount: AMOUNT, ...(milestones && { milestones }) }
  const { data } = await slot.caller.post<{ id: string }>('/orders', randomUUID(), body)
  await slot.caller.post(`/orders/${data.id}/reserve`, randomUUID())
  return { ...both, orderId: data.id, name: randomUUID() }
}

async function standing(slot: Slot, milestones?: typeof MILESTONES): Promise<Case> {
  const order = await ordered(slot, milestones)
  await slot.caller.post(`/orders/${order.orderId}/escrow`, randomUUID())
  await until(WAIT_MS, `the contract of ${order.orderId}`, async () => {
    const rows = await slot.db.sql`select from orders where id = ${order.orderId} and status = 'ESCROW_FUNDING'`
    return rows.length === 1
  })
  return order
}

/** The contract has to stand first: a funding that was queued leaves other traces. */
async function funded(slot: Slot, milestones?: typeof MILESTONES): Promise<Case> {
  const order = await standing(slot, milestones)
  await slot.caller.post(`/orders/${order.orderId}/escrow/fund`, randomUUID())
  return order
}

export const FLOWS: readonly Flow[] = [
  SIGN_UP_FLOW,
  REFILL_FLOW,
  WEBHOOK_FLOW,
  {
    name: 'deposit',
    about: /deposit/,
    async prepare(slot) {
      const buyer = await person(slot)
      return { buyer, name: randomUUID() }
    },
    async run(slot, { buyer }) {
      if (buyer === undefined) throw new Error('Nobody is there to pay')
      await payIn(slot, buyer)
      await credited(slot, buyer)
      return []
    },
  },
  REFUSED_FLOW,
  {
    name: 'cancel',
    end: 'CLOSED CANCELED',
    about: /cancel/,
    async prepare(slot) {
      return { ...(await coupleWithMoney(slot)), name: randomUUID() }
    },
    async run(slot, about) {
      const { buyer, seller, name } = about
      const terms = { buyerId: buyer?.id, sellerId: seller?.id, amount: AMOUNT, clientOrderRef: `ref-${name}` }
      const { data, status } = await slot.caller.post<{ id: string }>('/orders', `${name}:orders`, terms)
      const order = `/orders/${data.id}`
      const later = await send(
        slot,
        about,
        [`${order}/reserve`, undefined, { prefer: 'respond-async' }],
        [`${order}/cancel`],
      )
      return [`orders: ${status < 300 ? 'done' : status}`, ...later]
    },
  },
  {
    name: 'escrow',
    end: 'ESCROW_FUNDING',
    about: /deploy|deployed/,
    prepare: (slot) => ordered(slot),
    run: (slot, about) => send(slot, about, [`/orders/${about.orderId}/escrow`]),
  },
  {
    name: 'funding',
    end: 'IN_PROGRESS',
    about: /fund/,
    prepare: (slot) => standing(slot),
    run: (slot, about) => send(slot, about, [`/orders/${about.orderId}/escrow/fund`]),
  },
  {
    name: 'release',
    end: 'CLOSED RELEASED',
    about: /release/,
    prepare: (slot) => funded(slot),
    run: (slot, about) => send(slot, about, [`/orders/${about.orderId}/resolution/release`]),
  },
  {
    name: 'top-up after a release',
    about: /topUp|top_up/,
    strictly: true,
    end: 'CLOSED RELEASED',
    prepare: (slot) => funded(slot),
    run: (slot, about) => send(slot, about, [`/orders/${about.orderId}/resolution/release`]),
  },
  {
    name: 'refund',
    end: 'CLOSED REFUNDED',
    about: /resol|refund/,
    prepare: (slot) => funded(slot),
    run: (slot, about) => send(slot, about, [`/orders/${about.orderId}/resolution/refund`]),
  },
  {
    name: 'dispute and split',
    end: 'CLOSED SPLIT',
    about: /resol|assign|dsp/,
    prepare: (slot) => funded(slot),
    run(slot, about) {
      const disputed = `/disputes/dsp_${about.orderId?.slice('ord_'.length)}`
      return send(
        slot,
        about,
        [`/orders/${about.orderId}/resolution/dispute`, { openedBy: 'SELLER', reason: 'QUALITY_ISSUE' }],
        [`${disputed}/assign`, { assignee: 'Ada' }],
        [`${disputed}/resolve`, { decision: 'SPLIT', releaseAmount: '33.33', refundAmount: '16.67' }],
      )
    },
  },
  {
    name: 'milestone',
    end: 'IN_PROGRESS',
    about: /release/,
    prepare: (slot) => funded(slot, MILESTONES),
    run: (slot, about) =>
      send(
        slot,
        about,
        [`/orders/${about.orderId}/milestones/design/complete`],
        [`/orders/${about.orderId}/milestones/design/release`],
      ),
  },
  RETRY_FLOW,
  ABORT_FLOW,
  FINDING_FLOW,
  API_KEY_FLOW,
  WITHDRAWAL_FLOW,
  SET_ASIDE_FLOW,
  TURNED_DOWN_FLOW,
  RETRY_PAYMENT_FLOW,
]
