import { describe, expect, test } from 'vitest'
import type { TestOrder } from './testOrder.ts'
import { useTimeSkipping } from './useTimeSkipping.ts'

const time = useTimeSkipping()
const HASH = 'ab'.repeat(32)

async function reserved(): Promise<TestOrder> {
  const order = await time().startOrder()
  await order.send({ kind: 'reserve' })
  await order.until(({ status }) => status === 'FUNDS_RESERVED')
  return order
}

/** An order that is stuck in this step, with its money reserved. */
async function stuckIn(step: 'prepareEscrowDeployment' | 'deployEscrow' | 'fundEscrow'): Promise<TestOrder> {
  time().escrow.breakStep(step, 'the vendor is away')
  const order = await reserved()
  await order.send({ kind: 'createEscrow' })
  if (step === 'fundEscrow') await order.send({ kind: 'fund' })
  await time().skip('3 minutes')
  await order.until(({ problem }) => problem !== null)
  return order
}

const rejectionsOf = (order: TestOrder) => time().records.rejections.filter(({ orderId }) => orderId === order.id)

describe('aborting an order', () => {
  test.each(['prepareEscrowDeployment', 'deployEscrow', 'fundEscrow'] as const)(
    'that is stuck in %s gives the reservation back, and tells whoever still waits',
    async (step) => {
      const order = await stuckIn(step)
      const waiting = (await order.state()).underway?.commandId
      await order.operate({ kind: 'abort', by: 'dana', reason: 'the vendor is gone for good' })
      await order.until(({ status }) => status === 'CLOSED')
      const { change } = time().records.changes.at(-1) ?? {}
      expect(change).toMatchObject({
        finalStatus: 'CANCELED',
        posting: { rule: 'cancel' },
        operatorAction: { action: 'abort', by: 'dana', reason: 'the vendor is gone for good' },
      })
      const tried = time().escrow.attempts.length
      await time().skip('1 hour')
      expect(time().escrow.attempts.length).toBe(tried)
      // The id of a contract that is known already has answered the deployment's command.
      const told = rejectionsOf(order).map(({ commandId }) => commandId)
      if (step !== 'deployEscrow') expect(told).toContain(waiting)
    },
  )

  test('is refused while its funding may still reach the chain, and says until when', async () => {
    const order = await stuckIn('fundEscrow')
    time().escrow.fate = { isDead: false, sentence: 'Transaction abc may still be applied.' }
    await order.operate({ kind: 'abort', by: 'dana', reason: 'impatience' })
    await order.until(() => rejectionsOf(order).length > 0)
    expect(rejectionsOf(order)[0]?.rejection).toMatchObject({
      code: 'INVALID_STATE',
      message: 'Transaction abc may still be applied.',
    })
    expect((await order.state()).status).toBe('ESCROW_FUNDING')
    time().escrow.mendStep('fundEscrow')
    await order.retryNow()
    await order.until(({ status }) => status === 'IN_PROGRESS')
  })

  test('is refused once the money is in the contract', async () => {
    const order = await reserved()
    await order.send({ kind: 'createEscrow' })
    await order.send({ kind: 'fund' })
    await order.until(({ status }) => status === 'IN_PROGRESS')
    await order.operate({ kind: 'abort', by: 'dana', reason: 'too late' })
    await order.until(() => rejectionsOf(order).length > 0)
    expect(rejectionsOf(order)[0]?.rejection.code).toBe('INVALID_STATE')
  })
})

describe('a step that support has done by hand', () => {
  test('is taken from its transaction, and the order goes on', async () => {
    const order = await stuckIn('fundEscrow')
    await order.operate({ kind: 'resolveManually', by: 'dana', reason: 'paid by hand', transactionHash: HASH })
    await order.until(({ status }) => status === 'IN_PROGRESS')
    const changes = time().records.changes.filter(({ change }) => change.orderId === order.id)
    expect(changes.find(({ recorder }) => recorder === 'recordManualProof')?.change.operatorAction).toMatchObject({
      action: 'resolveManually',
      by: 'dana',
      details: { transactionHash: HASH },
    })
    expect(changes.at(-1)?.change.posting).toMatchObject({ rule: 'fund', proof: { transactionHash: HASH } })
    expect((await order.attributes()).OrderStuck).toBe(false)
  })

  test('is refused when the transaction does not show it, and stays stuck', async () => {
    const order = await stuckIn('fundEscrow')
    time().escrow.refuseProofs('it calls release_funds instead of fund_escrow')
    await order.operate({ kind: 'resolveManually', by: 'dana', reason: 'wrong one', transactionHash: HASH })
    await order.until(() => rejectionsOf(order).length > 0)
    expect(rejectionsOf(order)[0]?.rejection).toMatchObject({
      code: 'PROOF_NOT_ACCEPTED',
      message: expect.stringContaining('instead of fund_escrow'),
    })
    expect((await order.state()).problem).not.toBeNull()
  })

  test('is refused for an order that is not stuck', async () => {
    const order = await reserved()
    await order.operate({ kind: 'resolveManually', by: 'dana', reason: 'eager', transactionHash: HASH })
    await order.until(() => rejectionsOf(order).length > 0)
    expect(rejectionsOf(order)[0]?.rejection.code).toBe('INVALID_STATE')
  })
})

test('a retry is written down with who asked for it and which step it was for', async () => {
  const order = await stuckIn('deployEscrow')
  time().escrow.mendStep('deployEscrow')
  await order.retryNow({ by: 'dana', reason: 'the vendor is back' })
  await order.until(({ problem }) => problem === null)
  expect(time().records.actions.map(({ action }) => action)).toMatchObject([
    {
      action: 'retryNow',
      by: 'dana',
      reason: 'the vendor is back',
      details: { step: expect.stringContaining('deploy') },
    },
  ])
})
