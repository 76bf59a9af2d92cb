import { describe, expect, test } from 'vitest'
import type { OrderState } from '../../domain/order/state.ts'
import type { TestOrder } from './testOrder.ts'
import { useTimeSkipping } from './useTimeSkipping.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const DAY_MS = 24 * 60 * MINUTE_MS
const SLOW_RETRY_MS = 5 * MINUTE_MS
/** Twelve tries whose pauses grow from half a second to fifteen. */
const FAST_TRIES = 12
const DEPLOYMENT = 'Escrow: deploy the contract on Stellar (2 of 2)'

const time = useTimeSkipping()

async function inProgress(): Promise<TestOrder> {
  const order = await time().startOrder()
  await order.send({ kind: 'reserve' })
  await order.send({ kind: 'createEscrow' })
  await order.until(({ status }) => status === 'ESCROW_FUNDING')
  await order.send({ kind: 'fund' })
  await order.until(({ status }) => status === 'IN_PROGRESS')
  return order
}

/** An order whose deployment fails, as it is once its fast tries are used up. */
async function stuckDeployment(sentence: string): Promise<TestOrder> {
  time().escrow.breakStep('deployEscrow', sentence)
  const order = await time().startOrder()
  await order.send({ kind: 'reserve' })
  await order.send({ kind: 'createEscrow' })
  await order.until(({ escrow }) => typeof escrow?.contractId === 'string')
  await time().skip('2 minutes')
  await order.until(({ problem }) => problem !== null)
  return order
}

/** Tries that follow each other within a minute belong together. */
function rounds(moments: readonly number[]): number[][] {
  const found: number[][] = []
  for (const moment of moments) {
    const round = found.at(-1)
    const last = round?.at(-1)
    if (round && last !== undefined && moment - last < MINUTE_MS) round.push(moment)
    else found.push([moment])
  }
  return found
}

/** The times between the end of one round and the beginning of the next. */
function pauses(found: readonly number[][]): number[] {
  return found.slice(1).map((round, index) => (round[0] ?? Number.NaN) - (found[index]?.at(-1) ?? Number.NaN))
}

describe('an order whose steps all work', () => {
  test('goes from its creation to the seller paid, every step once and in order', async () => {
    const order = await inProgress()
    await order.send({ kind: 'release' })
    const closed = (await time().client.workflow.result(order.id)) as OrderState
    expect(closed).toMatchObject({ status: 'CLOSED', finalStatus: 'RELEASED', underway: null })
    expect(time().records.changes.map(({ recorder }) => recorder)).toEqual([
      'recordOrder',
      'recordReservation',
      'recordEscrowRequest',
      'recordContractId',
      'recordDeployment',
      'recordFundingStart',
      'recordFunding',
      'recordReleaseRequest',
      'recordRelease',
    ])
    expect(time().escrow.attempts.map(({ step }) => step)).toEqual([
      'prepareEscrowDeployment',
      'deployEscrow',
      'fundEscrow',
      'markDelivered',
      'approveWork',
      'releaseEscrow',
    ])
    expect(await order.attributes()).toMatchObject({ OrderStatus: 'CLOSED', OrderStuck: false })
  })

  test('still takes its release after a hundred days of silence', async () => {
    const order = await inProgress()
    const before = await time().nowMs()
    await time().skip('100 days')
    expect((await time().nowMs()) - before).toBeGreaterThanOrEqual(100 * DAY_MS)
    expect(await order.state()).toMatchObject({ status: 'IN_PROGRESS', problem: null })
    await order.send({ kind: 'release' })
    await order.until(({ finalStatus }) => finalStatus === 'RELEASED')
  })
})

describe('an order whose deployment keeps failing', () => {
  test('is shown as stuck with the reason once its fast tries are used up', async () => {
    const order = await stuckDeployment('the vendor is away')
    const problem = `${DEPLOYMENT}: the vendor is away`
    expect(order.attemptsAt('deployEscrow')).toHaveLength(FAST_TRIES)
    expect(await order.state()).toMatchObject({ status: 'ESCROW_CREATING', doing: DEPLOYMENT, problem })
    expect(await order.attributes()).toMatchObject({ OrderStuck: true, StuckReason: problem })
  })

  test('tries again every five minutes, for as long as it takes', async () => {
    const order = await stuckDeployment('the vendor is away')
    await time().skip('1 hour')
    const found = rounds(order.attemptsAt('deployEscrow'))
    expect(found.length).toBeGreaterThan(8)
    for (const pause of pauses(found)) {
      expect(pause).toBeGreaterThanOrEqual(SLOW_RETRY_MS)
      expect(pause).toBeLessThan(SLOW_RETRY_MS + 5 * SECOND_MS)
    }
    expect((await order.state()).status).toBe('ESCROW_CREATING')
  })

  test('goes on by itself with the next slow try when the cause is gone, and is no longer shown as stuck', async () => {
    const order = await stuckDeployment('the vendor is away')
    time().escrow.mendStep('deployEscrow')
    await time().skip('5 minutes')
    const { problem } = await order.until(({ status }) => status === 'ESCROW_FUNDING')
    expect(problem).toBeNull()
    const attributes = await order.attributes()
    expect(attributes).toMatchObject({ OrderStatus: 'ESCROW_FUNDING', OrderStuck: false })
    expect(attributes).not.toHaveProperty('StuckReason')
  })

  test('is tried at once when an operator asks, without waiting for the five minutes', async () => {
    const order = await stuckDeployment('the vendor is away')
    time().escrow.mendStep('deployEscrow')
    await order.retryNow()
    await order.until(({ status }) => status === 'ESCROW_FUNDING')
    const [lastFailure, success] = order.attemptsAt('deployEscrow').slice(-2)
    expect((success ?? Number.NaN) - (lastFailure ?? Number.NaN)).toBeLessThan(MINUTE_MS)
  })

  test('stays stuck, and slow, when an operator asks for a try that fails too', async () => {
    const order = await stuckDeployment('the vendor is away')
    time().escrow.breakStep('deployEscrow', 'the vendor refuses')
    await order.retryNow()
    await time().skip('2 minutes')
    const { problem } = await order.until((state) => state.problem?.includes('refuses') === true)
    expect(problem).toBe(`${DEPLOYMENT}: the vendor refuses`)
    expect(order.attemptsAt('deployEscrow')).toHaveLength(2 * FAST_TRIES)
  })
})
