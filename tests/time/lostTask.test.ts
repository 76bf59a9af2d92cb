import { describe, expect, test } from 'vitest'
import { newId } from '../../db/newId.ts'
import type { CommandId } from '../../domain/ids.ts'
import type { OrderChange, Recorder } from '../../domain/order/change.ts'
import { cancel } from '../../domain/order/changes/cancel.ts'
import { noteContractId } from '../../domain/order/changes/createEscrow.ts'
import { funded } from '../../domain/order/changes/fund.ts'
import { SEARCH_ATTRIBUTES } from '../../workflows/messages.ts'
import { CONTRACT_ID, PROOF } from './escrowDouble.ts'
import type { TestOrder } from './testOrder.ts'
import { useTimeSkipping } from './useTimeSkipping.ts'

const time = useTimeSkipping()

/** The command that made the order take this change. */
function commandOf(recorder: Recorder): CommandId {
  const found = time().records.changes.find((recorded) => recorded.recorder === recorder)
  if (found?.change.outcome === undefined) throw new Error(`No command has led to ${recorder}`)
  return found.change.outcome.commandId
}

async function orderWith(...kinds: readonly ('reserve' | 'createEscrow' | 'fund')[]): Promise<TestOrder> {
  const order = await time().startOrder()
  for (const kind of kinds) await order.send({ kind })
  return order
}

const keysOf = (order: TestOrder) =>
  time()
    .records.changes.filter(({ change }) => change.orderId === order.id)
    .map(({ change }) => change.key.split(':').at(-1))

describe('what was committed in a task that died with its worker', () => {
  test('comes first when the task is done again, also before a command that arrived since', async () => {
    time().escrow.breakStep('prepareEscrowDeployment', 'the vendor is away')
    const order = await orderWith('reserve', 'createEscrow')
    const before = await order.until(({ status }) => status === 'ESCROW_CREATING')
    const lost = noteContractId(before, commandOf('recordEscrowRequest'), CONTRACT_ID).change
    time().records.commitBefore('recordFundingQueued', () => lost)

    await order.send({ kind: 'fund' })
    time().escrow.mendStep('prepareEscrowDeployment')
    await time().skip('1 minute')
    const after = await order.until(({ status }) => status === 'IN_PROGRESS')
    expect(after.problem).toBeNull()
    const keys = keysOf(order)
    expect(keys.indexOf('contractId')).toBeLessThan(keys.indexOf('queued'))
    expect(new Set(keys).size).toBe(keys.length)
  })

  test('may allow what would be refused without it, so nothing is refused before it is known', async () => {
    time().escrow.breakStep('fundEscrow', 'the vendor is away')
    const order = await orderWith('reserve', 'createEscrow', 'fund')
    await order.until(({ doing }) => doing?.startsWith('Buyer: send') === true)
    const before = await order.state()
    time().records.commitBefore('recordRejection', () => funded(before, commandOf('recordFundingStart'), PROOF).change)

    await order.send({ kind: 'release' })
    time().escrow.mendStep('fundEscrow')
    await time().skip('1 minute')
    await order.until(({ status }) => status === 'CLOSED')
    expect(time().records.rejections).toEqual([])
    expect(keysOf(order)).toContain('released')
  })

  test('and whose cause never comes again is shown as stuck, with what to do', async () => {
    const order = await time().startOrder()
    const before = await order.until(({ version }) => version === 1)
    const unknown: OrderChange = cancel(before, { kind: 'cancel', commandId: newId('command') }).change
    time().records.commitBefore('recordReservation', () => unknown)
    await order.send({ kind: 'reserve' })
    await time().skip('2 minutes')
    const stuck = await order.until(({ problem }) => problem !== null)
    expect(stuck.problem).toContain(`The row of order ${order.id} is ahead of version 1`)
    expect(stuck.problem).toContain('npm run repair')
    expect(await order.attributes()).toMatchObject({ [SEARCH_ATTRIBUTES.orderStuck]: true })
  })
})
