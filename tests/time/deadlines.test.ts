import { describe, expect, test } from 'vitest'
import type { DeadlineTerms } from '../../domain/order/deadlines.ts'
import type { OrderTerms } from '../../domain/order/terms.ts'
import type { TestOrder } from './testOrder.ts'
import { useTimeSkipping } from './useTimeSkipping.ts'

const DAY = 24 * 60 * 60
const DAY_MS = DAY * 1_000

const time = useTimeSkipping()

async function reserved(deadlines: DeadlineTerms, more: Partial<OrderTerms> = {}): Promise<TestOrder> {
  const order = await time().startOrder({ terms: { deadlines, ...more } })
  await order.send({ kind: 'reserve' })
  await order.until(({ status }) => status === 'FUNDS_RESERVED')
  return order
}

async function inProgress(deadlines: DeadlineTerms, more: Partial<OrderTerms> = {}): Promise<TestOrder> {
  const order = await reserved(deadlines, more)
  await order.send({ kind: 'createEscrow' })
  await order.until(({ status }) => status === 'ESCROW_FUNDING')
  await order.send({ kind: 'fund' })
  await order.until(({ status }) => status === 'IN_PROGRESS')
  return order
}

/** The events of one order, by type, as far as they were recorded. */
function eventsOf(order: TestOrder): string[] {
  return time()
    .records.changes.filter(({ change }) => change.orderId === order.id)
    .flatMap(({ change }) => change.events.map(({ type }) => type))
}

async function daysLeft(order: TestOrder): Promise<number[]> {
  const now = await time().nowMs()
  return (await order.state()).deadlines.map(({ dueAtMs }) => Math.round((dueAtMs - now) / DAY_MS))
}

describe('a reservation', () => {
  test('is given back when its time is over and nobody has asked for an escrow', async () => {
    const order = await reserved({ reservationSeconds: 2 * DAY })
    await time().skip('47 hours')
    expect((await order.state()).status).toBe('FUNDS_RESERVED')
    await time().skip('2 hours')
    await order.until(({ status }) => status === 'CLOSED')
    const { change } = time().records.changes.at(-1) ?? {}
    expect(change).toMatchObject({ finalStatus: 'CANCELED', posting: { rule: 'cancel' } })
    expect(change?.events[0]?.payload).toMatchObject({ canceledBy: 'CLOCK' })
  })

  test('stays for ever when no time was agreed on', async () => {
    const order = await reserved({})
    await time().skip('1000 days')
    expect(await order.state()).toMatchObject({ status: 'FUNDS_RESERVED', deadlines: [] })
  })

  test('is not given back once the escrow is asked for', async () => {
    const order = await reserved({ reservationSeconds: DAY })
    await order.send({ kind: 'createEscrow' })
    await order.until(({ status }) => status === 'ESCROW_FUNDING')
    await time().skip('3 days')
    expect(await order.state()).toMatchObject({ status: 'ESCROW_FUNDING', deadlines: [] })
  })
})

describe('the review of funded work', () => {
  test('ends with the seller paid when the buyer says nothing', async () => {
    const order = await inProgress({ reviewSeconds: 14 * DAY })
    expect(await daysLeft(order)).toEqual([14])
    await time().skip('15 days')
    await order.until(({ finalStatus }) => finalStatus === 'RELEASED')
    expect(order.attemptsAt('releaseEscrow')).toHaveLength(1)
  })

  test('is stopped by a dispute, which has a time of its own', async () => {
    const order = await inProgress({ reviewSeconds: 14 * DAY, disputeSeconds: 5 * DAY })
    await order.send({ kind: 'dispute', openedBy: 'BUYER', reason: 'OTHER' })
    await order.until(({ dispute }) => dispute?.onChain === true)
    expect((await order.state()).deadlines.map(({ kind }) => kind)).toEqual(['dispute'])
    await time().skip('30 days')
    await order.until(({ dispute }) => dispute?.handedOver === true)
    expect(order.attemptsAt('releaseEscrow')).toEqual([])
    expect(eventsOf(order).filter((type) => type === 'dispute.escalated')).toHaveLength(1)
    expect((await order.state()).deadlines).toEqual([])
  })

  test('of a milestone begins when the seller completes it, and several run side by side', async () => {
    const milestones = ['a', 'b', 'c'].map((ref) => ({ ref, title: ref, amountStroops: '100000000' }))
    const order = await inProgress({ reviewSeconds: 10 * DAY }, { amountStroops: '300000000', milestones })
    expect(await daysLeft(order)).toEqual([])
    const completed = async (ref: string) => {
      await order.send({ kind: 'completeMilestone', ref })
      await order.until((state) => state.milestones.some((each) => each.ref === ref && each.status === 'COMPLETED'))
    }
    await completed('b')
    await time().skip('4 days')
    await completed('a')
    expect((await daysLeft(order)).toSorted((x, y) => x - y)).toEqual([6, 10])
    await time().skip('7 days')
    await order.until(({ milestones: [, b] }) => b?.status === 'RELEASED')
    expect((await order.state()).milestones.map(({ status }) => status)).toEqual(['COMPLETED', 'RELEASED', 'PENDING'])
    await time().skip('4 days')
    await order.until(({ milestones: [a] }) => a?.status === 'RELEASED')
    expect((await order.state()).status).toBe('IN_PROGRESS')
  })
})

describe('a reminder', () => {
  test('comes once, before the deadline, and names it', async () => {
    const order = await inProgress({ reviewSeconds: 14 * DAY, reminderSeconds: 2 * DAY })
    await time().skip('11 days')
    expect(eventsOf(order)).not.toContain('deadline.approaching')
    await time().skip('2 days')
    await order.until(({ deadlines: [review] }) => review?.remindAtMs === null)
    const told = time().records.changes.flatMap(({ change }) => change.events)
    const reminders = told.filter(({ type }) => type === 'deadline.approaching')
    expect(reminders.map(({ payload }) => payload)).toMatchObject([{ deadline: 'review', milestoneRef: null }])
    expect((await order.state()).status).toBe('IN_PROGRESS')
  })
})

describe('an extension', () => {
  test('moves the deadline and its reminder, and is written down with who and why', async () => {
    const order = await inProgress({ reviewSeconds: 5 * DAY, reminderSeconds: DAY })
    const until = new Date((await time().nowMs()) + 20 * DAY_MS).toISOString()
    await order.operate({ kind: 'extendDeadline', by: 'dana', reason: 'holidays', deadline: 'review', until })
    await order.until(({ deadlines: [review] }) => review?.dueAtMs === Date.parse(until))
    expect((await order.state()).deadlines[0]?.remindAtMs).toBe(Date.parse(until) - DAY_MS)
    const action = time().records.changes.at(-1)?.change.operatorAction
    expect(action).toMatchObject({ action: 'extendDeadline', by: 'dana', reason: 'holidays' })
    await time().skip('18 days')
    expect((await order.state()).status).toBe('IN_PROGRESS')
    await time().skip('3 days')
    await order.until(({ finalStatus }) => finalStatus === 'RELEASED')
  })

  test('to an earlier moment is refused', async () => {
    const order = await inProgress({ reviewSeconds: 5 * DAY })
    const until = new Date((await time().nowMs()) + DAY_MS).toISOString()
    await order.operate({ kind: 'extendDeadline', by: 'dana', reason: 'hurry', deadline: 'review', until })
    const rejections = time().records.rejections
    await order.until(() => rejections.length > 0)
    expect(rejections[0]?.rejection.code).toBe('DEADLINE_NOT_LATER')
    expect(await daysLeft(order)).toEqual([5])
  })
})

test('a deadline that comes while no worker runs is kept as soon as one is back', async () => {
  const order = await reserved({ reservationSeconds: DAY })
  await time().withoutWorkers('3 days', async () => {
    const { events } = await time().client.workflow.getHandle(order.id).fetchHistory()
    return events?.some(({ timerFiredEventAttributes }) => timerFiredEventAttributes != null) ?? false
  })
  await order.until(({ status }) => status === 'CLOSED')
  expect(eventsOf(order)).toContain('order.canceled')
})
