import { beforeAll, describe, expect, test } from 'vitest'
import { accountBalance, ledgerSum, userBalance } from '../../db/ledger/balances.ts'
import { commitOrderChange } from '../../db/orders/commitChange.ts'
import { readOrder } from '../../db/orders/read.ts'
import type { UserId } from '../../domain/ids.ts'
import { acceptDecision, frozen, openDispute } from '../../domain/order/changes/dispute.ts'
import { requestMilestoneRelease } from '../../domain/order/changes/milestone.ts'
import { type MilestonePayment, payMilestone } from '../../domain/order/changes/payMilestone.ts'
import { milestoneAt } from '../../domain/order/milestones.ts'
import type { OrderState } from '../../domain/order/state.ts'
import type { OrderTerms } from '../../domain/order/terms.ts'
import {
  deploy,
  fundIt,
  randomContract,
  reservedOrder,
  someCommand,
  someProof,
  someTerms,
  someUser,
  take,
  usdc,
} from '../setup/books.ts'
import { useTestDatabase } from '../setup/useDatabase.ts'

const { db } = await useTestDatabase()
let seller: UserId
let buyer: UserId
beforeAll(async () => {
  seller = await someUser(db)
  buyer = await someUser(db, usdc(1_000))
})

const MILESTONES = [
  { ref: 'design', title: 'Design', amountStroops: String(usdc(30)) },
  { ref: 'build', title: 'Build', amountStroops: String(usdc(50)) },
]

async function fundedOrder(more: Partial<OrderTerms> = {}): Promise<OrderState> {
  const terms = someTerms(buyer, seller, usdc(80), { milestones: MILESTONES, ...more })
  return await fundIt(db, await deploy(db, await reservedOrder(db, terms), randomContract()))
}

async function releaseOne(state: OrderState, index: number): Promise<OrderState> {
  const commandId = someCommand()
  const asked = await take(db, requestMilestoneRelease(state, commandId, milestoneAt(state, index)))
  return await take(db, payMilestone(asked, { ...released(asked, index), commandId, kind: 'releaseMilestone' }))
}

function released(state: OrderState, index: number): Omit<MilestonePayment, 'commandId' | 'kind'> {
  const releaseStroops = String(milestoneAt(state, index).amount)
  return { index, releaseStroops, refundStroops: '0', proof: someProof() }
}

async function locked(state: OrderState): Promise<bigint[]> {
  const { orderId } = state.terms
  return await Promise.all([0, 1].map((index) => accountBalance(db, `order:${orderId}:escrow:${index}`)))
}

describe('an order in milestones', () => {
  test('is locked milestone by milestone when it is funded', async () => {
    const order = await fundedOrder()
    expect(await locked(order)).toEqual([usdc(30), usdc(50)])
    expect((await readOrder(db, order.terms.orderId))?.milestones).toEqual([
      { ...MILESTONES[0], status: 'PENDING', releasedStroops: null, transactionHash: null },
      { ...MILESTONES[1], status: 'PENDING', releasedStroops: null, transactionHash: null },
    ])
  })

  test('pays one milestone and stays in progress, pays the last one and closes', async () => {
    const before = (await userBalance(db, seller)).availableStroops
    const first = await releaseOne(await fundedOrder(), 0)
    expect(await locked(first)).toEqual([0n, usdc(50)])
    const view = await readOrder(db, first.terms.orderId)
    expect(view).toMatchObject({ status: 'IN_PROGRESS', milestones: [{ status: 'RELEASED' }, { status: 'PENDING' }] })
    const second = await releaseOne(first, 1)
    expect(await readOrder(db, second.terms.orderId)).toMatchObject({ status: 'CLOSED', finalStatus: 'RELEASED' })
    expect((await userBalance(db, seller)).availableStroops - before).toBe(usdc(80))
    const due = await db.sql`
      select cause, amount_stroops::text as amount from top_ups where order_id = ${second.terms.orderId} order by cause`
    expect(due.map((row) => ({ ...row }))).toEqual([
      { cause: 'build', amount: '1500000' },
      { cause: 'design', amount: '900000' },
    ])
    expect(await ledgerSum(db)).toBe(0n)
  })

  test('refuses to pay a milestone twice, even for a workflow that has lost count', async () => {
    const order = await fundedOrder({ feePolicy: 'recipient_pays' })
    const paid = await releaseOne(order, 0)
    const forgetful = { ...paid, milestones: order.milestones }
    const again = payMilestone(forgetful, {
      ...released(forgetful, 0),
      commandId: someCommand(),
      kind: 'releaseMilestone',
    })
    await expect(commitOrderChange(db, again.change)).rejects.toThrow(/escrow:0/)
    expect(await locked(paid)).toEqual([0n, usdc(50)])
  })

  test('shows a decision from its acceptance on, and is final when the last milestone is paid out', async () => {
    const opened = await take(
      db,
      openDispute(await releaseOne(await fundedOrder(), 0), {
        kind: 'dispute',
        commandId: someCommand(),
        openedBy: 'SELLER',
        reason: 'OTHER',
      }),
    )
    const disputed = await take(db, frozen(opened, someCommand(), someProof()))
    const resolution = {
      commandId: someCommand(),
      decision: 'SPLIT',
      releaseStroops: String(usdc(20)),
      refundStroops: String(usdc(30)),
    } as const
    const accepted = await take(db, acceptDecision(disputed, resolution))
    expect(await readOrder(db, accepted.terms.orderId)).toMatchObject({
      status: 'DISPUTED',
      milestones: [{ status: 'RELEASED' }, { status: 'RESOLVING' }],
      dispute: { status: 'OPEN', decision: 'SPLIT', resolvedAt: null },
    })
    const { commandId, decision: _, ...parts } = resolution
    const closed = await take(
      db,
      payMilestone(accepted, { commandId, kind: 'resolve', index: 1, ...parts, proof: someProof() }),
    )
    expect(await locked(closed)).toEqual([0n, 0n])
    expect(await readOrder(db, closed.terms.orderId)).toMatchObject({
      status: 'CLOSED',
      finalStatus: 'SPLIT',
      milestones: [{ status: 'RELEASED' }, { status: 'SPLIT', releasedStroops: String(usdc(20)) }],
      dispute: { status: 'RESOLVED', decision: 'SPLIT' },
    })
  })

  test('keeps to a decision that was accepted', async () => {
    const order = await take(
      db,
      openDispute(await fundedOrder(), {
        kind: 'dispute',
        commandId: someCommand(),
        openedBy: 'BUYER',
        reason: 'OTHER',
      }),
    )
    const resolution = {
      commandId: someCommand(),
      decision: 'FULL_REFUND',
      releaseStroops: '0',
      refundStroops: String(usdc(80)),
    } as const
    await take(db, acceptDecision(await take(db, frozen(order, someCommand(), someProof())), resolution))
    const change = db.sql`update disputes set release_stroops = 1 where order_id = ${order.terms.orderId}`
    await expect(change).rejects.toMatchObject({ constraint_name: 'disputes_decision_stays' })
  })
})
