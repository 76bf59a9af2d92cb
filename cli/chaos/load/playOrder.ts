import { randomUUID } from 'node:crypto'
import { type KeyRecord, toldOutcome } from '../check/record.ts'
import { inUnits, refOf } from '../plan/paths.ts'
import type { OrderPlan, PlannedMove } from '../plan/tasks.ts'
import { callWithKey, type Stage } from './caller.ts'
import type { Person } from './people.ts'
import { read } from './read.ts'

export type Parties = { readonly buyer: Person; readonly seller: Person }

/** Takes one order through its plan. */
export async function playOrder(stage: Stage, plan: OrderPlan, parties: Parties): Promise<void> {
  const orderId = await create(stage, plan, parties)
  if (orderId === null) return
  for (const group of plan.groups) {
    const disputeId = group.some(({ path }) => path.includes('{dispute}')) ? await disputeOf(stage, orderId) : null
    const places = { orderId, disputeId }
    const records = await Promise.all(group.map((move) => act(stage, move, places)))
    // What follows an unanswered command would only wait as long; the command itself is found to be missing.
    if (records.some((record) => toldOutcome(record) === null)) return
    if (records.length > 1) noteWinners(stage, records, orderId)
  }
}

async function create(stage: Stage, plan: OrderPlan, { buyer, seller }: Parties): Promise<string | null> {
  const { amountsCents } = plan
  const total = amountsCents.reduce((sum, amount) => sum + amount, 0)
  const body = {
    buyerId: buyer.id,
    sellerId: seller.id,
    amount: inUnits(total),
    title: `Chaos: ${plan.path}`,
    ...(plan.hasTwin && { clientOrderRef: randomUUID() }),
    ...(amountsCents.length > 1 && {
      milestones: amountsCents.map((amount, at) => ({
        ref: refOf(at),
        title: `Part ${at + 1}`,
        amount: inUnits(amount),
      })),
    }),
  }
  const creation = { kind: 'create', path: '/orders', body, expects: 'SUCCEEDED', orderId: null } as const
  const twins = await Promise.all(
    Array.from({ length: plan.hasTwin ? 2 : 1 }, () => callWithKey(stage, creation, plan.creation)),
  )
  const [orderId, other = orderId] = twins.map((record) => record.orderId)
  if (!orderId) return null
  if (orderId !== other) stage.journal.complaints.push(`One client reference made two orders: ${orderId} and ${other}.`)
  stage.journal.orders.set(orderId, { orderId, buyerId: buyer.id, sellerId: seller.id, amountsCents })
  return orderId
}

type Places = { readonly orderId: string; readonly disputeId: string | null }

async function act(stage: Stage, { habit, ...move }: PlannedMove, { orderId, disputeId }: Places): Promise<KeyRecord> {
  const path = move.path.replace('{order}', orderId).replace('{dispute}', disputeId ?? 'unknown')
  return await callWithKey(stage, { kind: move.command, path, body: move.body, expects: move.expects, orderId }, habit)
}

async function disputeOf(stage: Stage, orderId: string): Promise<string | null> {
  const order = await read(stage, `/orders/${orderId}`)
  return typeof order?.disputeId === 'string' ? order.disputeId : null
}

/** Of several commands that exclude each other exactly one may succeed. */
function noteWinners(stage: Stage, records: readonly KeyRecord[], orderId: string): void {
  const winners = records.filter((record) => toldOutcome(record)?.status === 'SUCCEEDED').map(({ kind }) => kind)
  if (winners.length === 1) return
  stage.journal.complaints.push(`Of the commands that raced for ${orderId}, ${winners.join(' and ') || 'none'} won.`)
}
