import { Client, Connection } from '@temporalio/client'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { openTemporal, type TemporalConnection } from '../../api/temporal/client.ts'
import { TemporalUnreachable } from '../../api/temporal/port.ts'
import { until } from '../../cli/demo/until.ts'
import { newId } from '../../db/newId.ts'
import { findFreePort } from '../../local/ports.ts'
import type { OrderInput } from '../../workflows/messages.ts'
import { orderStuckKey, stuckReasonKey } from '../../workflows/searchAttributes.ts'

let temporal: TemporalConnection
let connection: Connection
let client: Client

beforeAll(async () => {
  const address = inject('temporalAddress')
  temporal = openTemporal({ temporalAddress: address, temporalNamespace: 'default' })
  connection = await Connection.connect({ address })
  client = new Client({ connection })
})

afterAll(async () => {
  await temporal.close()
  await connection.close()
})

function orderInput(title: string): OrderInput {
  return {
    createCommandId: newId('command'),
    terms: {
      orderId: newId('order'),
      buyerId: newId('user'),
      sellerId: newId('user'),
      amountStroops: '500000000',
      currency: 'USD',
      platformFeeBps: 0,
      title,
      clientOrderRef: 'ref `1`',
    },
  }
}

describe('an order started through Temporal', () => {
  test('can be read and found by an operator, whatever its title', async () => {
    const input = orderInput(`${'Ж'.repeat(80)} *bold*`)
    await temporal.port.startOrder(input)
    const { terms } = input
    const description = await client.workflow.getHandle(terms.orderId).describe()
    const summary = (await description.staticSummary()) ?? ''
    expect(description.type).toBe('order')
    expect(summary).toContain(`50.00 USD from \`${terms.buyerId}\` to \`${terms.sellerId}\``)
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(200)
    expect(summary).not.toContain('\ufffd')
    expect(await description.staticDetails()).toContain("`ref '1'`")
    const attributes = description.typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value])
    expect(Object.fromEntries(attributes)).toMatchObject({
      OrderStatus: 'ORDER_CREATED',
      OrderStuck: false,
      BuyerId: terms.buyerId,
      SellerId: terms.sellerId,
    })
    await client.workflow.getHandle(terms.orderId).terminate()
  })

  test('is one order however often it is started, also after its end', async () => {
    const input = orderInput('Once')
    const handle = client.workflow.getHandle(input.terms.orderId)
    await temporal.port.startOrder(input)
    const { runId } = await handle.describe()
    await temporal.port.startOrder(input)
    await handle.terminate()
    await temporal.port.startOrder(input)
    expect((await handle.describe()).runId).toBe(runId)
  })

  test('takes commands while it runs, without a worker, and says so once it has ended', async () => {
    const input = orderInput('Signals')
    const { orderId } = input.terms
    const command = { kind: 'reserve', commandId: newId('command'), actor: 'BUYER' } as const
    await temporal.port.startOrder(input)
    expect(await temporal.port.signalOrder(orderId, command)).toBe('accepted')
    const { events } = await client.workflow.getHandle(orderId).fetchHistory()
    const signal = events?.map((event) => event.workflowExecutionSignaledEventAttributes).find(Boolean)
    expect(signal?.signalName).toBe('reserve')
    expect(JSON.parse(String(signal?.input?.payloads?.[0]?.data))).toEqual(command)
    await client.workflow.getHandle(orderId).terminate()
    expect(await temporal.port.signalOrder(orderId, command)).toBe('not_running')
    expect(await temporal.port.signalOrder(newId('order'), command)).toBe('not_running')
  })
})

describe('support', () => {
  test('finds an order that says it is stuck, with its reason, until it has ended', async () => {
    const input = orderInput('Stuck')
    const { orderId } = input.terms
    await temporal.port.startOrder(input)
    expect(await temporal.port.readStuckReason(orderId)).toBeNull()
    await client.workflow.getHandle(orderId).terminate()

    // No worker runs here: the attributes that the workflow would set are given to it at its start.
    const stuckId = newId('order')
    await client.workflow.start('order', {
      workflowId: stuckId,
      taskQueue: 'nobody',
      typedSearchAttributes: [
        { key: orderStuckKey, value: true },
        { key: stuckReasonKey, value: 'Buyer: approve the work (2 of 3): no answer' },
      ],
    })
    const reason = 'Buyer: approve the work (2 of 3): no answer'
    expect(await temporal.port.readStuckReason(stuckId)).toBe(reason)
    const found = async () => (await temporal.port.listStuckOrders(100)).find(({ orderId: id }) => id === stuckId)
    await until(10_000, 'the order to be listed', async () => (await found()) !== undefined)
    expect(await found()).toEqual({ orderId: stuckId, reason })
    expect(await temporal.port.listStuckOrders(1)).toHaveLength(1)

    expect(await temporal.port.retryOrder(stuckId, { by: 'Ana' })).toBe('accepted')
    const { events } = await client.workflow.getHandle(stuckId).fetchHistory()
    const signal = events?.map((event) => event.workflowExecutionSignaledEventAttributes).find(Boolean)
    expect(signal?.signalName).toBe('retryNow')
    expect(JSON.parse(String(signal?.input?.payloads?.[0]?.data))).toEqual({ by: 'Ana' })

    await client.workflow.getHandle(stuckId).terminate()
    expect(await temporal.port.readStuckReason(stuckId)).toBeNull()
    expect(await temporal.port.retryOrder(stuckId, {})).toBe('not_running')
    await until(10_000, 'the order to be gone from the list', async () => (await found()) === undefined)
  })

  test('counts stuck withdrawals, and no order among them', async () => {
    const typedSearchAttributes = [{ key: orderStuckKey, value: true }]
    const [order, withdrawal] = [newId('order'), newId('withdrawal')]
    await client.workflow.start('order', { workflowId: order, taskQueue: 'nobody', typedSearchAttributes })
    await client.workflow.start('withdrawal', { workflowId: withdrawal, taskQueue: 'nobody', typedSearchAttributes })
    const count = (wanted: number) => async () => (await temporal.port.countStuckWithdrawals()) === wanted
    await until(10_000, 'the withdrawal to be counted', count(1))
    await Promise.all([order, withdrawal].map((id) => client.workflow.getHandle(id).terminate()))
    await until(10_000, 'nothing to be stuck', count(0))
  })

  test('knows of no reason where Temporal has no such workflow', async () => {
    expect(await temporal.port.readStuckReason(newId('order'))).toBeNull()
  })
})

describe('what a workflow knows of its order', () => {
  test('is nothing when Temporal has no such workflow', async () => {
    expect(await temporal.port.queryOrder(newId('order'))).toBeNull()
  })

  test('cannot be asked for while no worker runs', async () => {
    const input = orderInput('Question')
    const { orderId } = input.terms
    await temporal.port.startOrder(input)
    const failure = await temporal.port.queryOrder(orderId).catch((error: unknown) => error)
    await client.workflow.getHandle(orderId).terminate()
    expect(failure).toBeInstanceOf(TemporalUnreachable)
  })
})

describe('Temporal', () => {
  test('is reachable where it runs', async () => {
    expect(await temporal.port.isReachable()).toBe(true)
  })

  test('is not reachable where nothing listens, and then nothing was sent', async () => {
    const nowhere = openTemporal({
      temporalAddress: `127.0.0.1:${await findFreePort()}`,
      temporalNamespace: 'default',
    })
    try {
      expect(await nowhere.port.isReachable()).toBe(false)
      const failure = await nowhere.port.startOrder(orderInput('Nowhere')).catch((error: unknown) => error)
      expect(failure).toBeInstanceOf(TemporalUnreachable)
      expect(failure).toMatchObject({ delivery: 'not_sent' })
    } finally {
      await nowhere.close()
    }
  })
})
