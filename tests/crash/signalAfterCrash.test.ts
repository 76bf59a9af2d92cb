import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../cli/demo/until.ts'
import { checkBooks } from '../../cli/stack/checkBooks.ts'
import { writePlan } from '../../crash/plan.ts'
import { STACK_START_MS } from '../e2e/createOrders.ts'
import { AMOUNT, coupleWithMoney, WAIT_MS } from './support/people.ts'
import { prepareQuickStart, type QuickStart } from './support/quickStart.ts'
import { type Slot, startSlot } from './support/startSlot.ts'

let quick: QuickStart
let slot: Slot

beforeAll(async () => {
  quick = await prepareQuickStart()
  slot = await startSlot(quick)
}, STACK_START_MS)

afterAll(async () => {
  await slot?.stop()
  await quick?.remove()
}, STACK_START_MS)

test(
  'a command that comes while a worker is dead, which has committed more than Temporal knows, is carried out all the same',
  async () => {
    const { buyer, seller } = await coupleWithMoney(slot)
    const terms = { buyerId: buyer.id, sellerId: seller.id, amount: AMOUNT }
    const { data } = await slot.caller.post<{ id: string }>('/orders', randomUUID(), terms)
    await slot.caller.post(`/orders/${data.id}/reserve`, randomUUID())
    // The contract's id is committed, so the caller has their answer; that the workflow did so is lost with the worker.
    await writeFile(slot.planFile, writePlan({ at: 'record.commit.after', about: '*:contractId' }))
    const { status } = await slot.caller.post(`/orders/${data.id}/escrow`, randomUUID())
    expect(status).toBeLessThan(300)
    expect(existsSync(slot.planFile)).toBe(false)
    const funded = await slot.caller.post<{ status: string }>(`/orders/${data.id}/escrow/fund`, randomUUID())
    expect(funded.code).toBeNull()
    await until(WAIT_MS, 'the order to be funded', async () => {
      const rows = await slot.db.sql`select from orders where id = ${data.id} and status = 'IN_PROGRESS'`
      return rows.length === 1
    })
    await until(WAIT_MS, 'ledger and chain to agree', async () => (await checkBooks(slot.stack)).equal)
  },
  4 * WAIT_MS,
)
