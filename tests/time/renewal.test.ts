import { expect, test } from 'vitest'
import type { TestOrder } from './testOrder.ts'
import { useTimeSkipping } from './useTimeSkipping.ts'

const DAY_MS = 24 * 60 * 60_000

const time = useTimeSkipping()

async function deployed(renewsContract: boolean): Promise<TestOrder> {
  const order = await time().startOrder({ renewsContract })
  await order.send({ kind: 'reserve' })
  await order.send({ kind: 'createEscrow' })
  await order.until(({ status }) => status === 'ESCROW_FUNDING')
  return order
}

test('a contract is renewed every ninety days for as long as its order is open', async () => {
  const order = await deployed(true)
  const from = await time().nowMs()
  await time().skip('365 days')
  const days = order.attemptsAt('extendEscrowLifetime').map((atMs) => Math.round((atMs - from) / DAY_MS))
  expect(days).toEqual([90, 180, 270, 360])
  const renewals = time().escrow.attempts.filter(({ step }) => step === 'extendEscrowLifetime')
  expect(renewals.map(({ input }) => input)).toMatchObject([1, 2, 3, 4].map((renewal) => ({ renewal })))
})

test('a renewal that fails marks the order as stuck and is made up for once its cause is gone', async () => {
  const order = await deployed(true)
  time().escrow.breakStep('extendEscrowLifetime', 'the network is away')
  await time().skip('90 days')
  await time().skip('3 minutes')
  const { problem } = await order.until((state) => state.problem !== null)
  expect(problem).toContain('the network is away')
  time().escrow.mendStep('extendEscrowLifetime')
  await order.retryNow()
  await order.until((state) => state.problem === null)
  await order.send({ kind: 'fund' })
  await order.until(({ status }) => status === 'IN_PROGRESS')
})

test('an order that was started before contracts were renewed does not renew its own', async () => {
  const order = await deployed(false)
  await time().skip('200 days')
  expect(order.attemptsAt('extendEscrowLifetime')).toEqual([])
})
