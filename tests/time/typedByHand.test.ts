import { describe, expect, test } from 'vitest'
import { OPERATOR_SIGNALS, RETRY_NOW, SIGNALS } from '../../workflows/messages.ts'
import type { TestOrder } from './testOrder.ts'
import { useTimeSkipping } from './useTimeSkipping.ts'

const time = useTimeSkipping()

async function stuckOrder(): Promise<TestOrder> {
  time().escrow.breakStep('fundEscrow', 'the vendor is away')
  const order = await time().startOrder()
  for (const kind of ['reserve', 'createEscrow', 'fund'] as const) await order.send({ kind })
  await time().skip('3 minutes')
  await order.until(({ problem }) => problem !== null)
  return order
}

const pageOf = async ({ id }: TestOrder) => {
  const metadata = await time()
    .client.workflow.getHandle(id)
    .query<{ currentDetails?: string; definition?: { signalDefinitions?: { name: string }[] } }>(
      '__temporal_workflow_metadata',
    )
  return { details: metadata.currentDetails ?? '', signals: metadata.definition?.signalDefinitions ?? [] }
}

describe('a signal that somebody types into the Web UI', () => {
  test.each([
    [OPERATOR_SIGNALS.abort.name, {}],
    [OPERATOR_SIGNALS.abort.name, null],
    [OPERATOR_SIGNALS.abort.name, { by: 7, reason: 'why' }],
    [OPERATOR_SIGNALS.resolveManually.name, { by: 'dana', reason: 'by hand' }],
    [OPERATOR_SIGNALS.extendDeadline.name, { by: 'dana', reason: 'more time', until: 'tomorrow' }],
  ])('as %s with %j has no effect, and the page says why, until something is understood', async (name, input) => {
    const order = await stuckOrder()
    const handle = time().client.workflow.getHandle(order.id)
    const before = await order.state()
    await handle.signal(name, input)
    expect((await pageOf(order)).details).toContain(`The signal "${name}" was not understood`)
    expect(await order.state()).toEqual(before)

    time().escrow.mendStep('fundEscrow')
    await handle.signal(RETRY_NOW.name, 'now')
    await order.until(({ status }) => status === 'IN_PROGRESS')
    await order.end()
  })

  test("as a party's command without an id is dropped, and the order goes on", async () => {
    const order = await time().startOrder()
    await time().client.workflow.getHandle(order.id).signal(SIGNALS.reserve.name, {})
    await time().client.workflow.getHandle(order.id).signal(SIGNALS.reserve.name)
    await order.send({ kind: 'reserve' })
    await order.until(({ status }) => status === 'FUNDS_RESERVED')
    await order.end()
  })

  test('needs no command id, and support finds its own signals first', async () => {
    const order = await stuckOrder()
    const { signals } = await pageOf(order)
    expect(signals.slice(0, 4).map(({ name }) => name)).toEqual([
      RETRY_NOW.name,
      OPERATOR_SIGNALS.abort.name,
      OPERATOR_SIGNALS.resolveManually.name,
      OPERATOR_SIGNALS.extendDeadline.name,
    ])
    await time().client.workflow.getHandle(order.id).signal(OPERATOR_SIGNALS.abort.name, { by: 'dana', reason: 'gone' })
    await order.until(({ status }) => status === 'CLOSED')
    const { change } = time().records.changes.at(-1) ?? {}
    expect(change?.operatorAction).toMatchObject({ by: 'dana', key: expect.stringMatching(/^cmd_[0-9a-f]{32}$/) })
  })
})
