import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type OutcomeListener, startOutcomeListener } from '../../db/commands/outcomeListener.ts'
import { recordRejection } from '../../db/commands/recordRejection.ts'
import { createWaiters, TooManyWaiters } from '../../db/commands/waiters.ts'
import type { CommandId, UserId } from '../../domain/ids.ts'
import { requestEscrow } from '../../domain/order/changes/createEscrow.ts'
import { reserve } from '../../domain/order/changes/reserve.ts'
import { createdOrder, reservedOrder, someCommand, someTerms, someUser, take, usdc } from '../setup/books.ts'
import { useTestDatabase } from '../setup/useDatabase.ts'

const { db } = await useTestDatabase()
let buyer: UserId
let listener: OutcomeListener
beforeAll(async () => {
  buyer = await someUser(db, usdc(10_000))
})
beforeEach(async () => {
  listener = await startOutcomeListener(db)
})
afterEach(() => listener.close())

const newOrder = () => createdOrder(db, someTerms(buyer, buyer, usdc(1)))
/** Writes an outcome without telling anybody, as if the notification were lost. */
async function settleSilently(commandId: CommandId): Promise<void> {
  await db.sql`insert into commands (command_id, order_id, kind, status) values (${commandId}, 'ord_1', 'reserve', 'SUCCEEDED')`
}

describe('the outcome listener', () => {
  test('hears a command that succeeds while somebody waits', async () => {
    const order = await newOrder()
    const commandId = someCommand()
    const waiting = listener.register(commandId)
    const [outcome] = await Promise.all([waiting.outcome(5_000), take(db, reserve(order, commandId))])
    waiting.release()
    expect(outcome).toMatchObject({ commandId, status: 'SUCCEEDED', snapshot: { status: 'FUNDS_RESERVED' } })
  })

  test('does not miss an outcome that comes between registering and waiting', async () => {
    const order = await newOrder()
    const commandId = someCommand()
    const waiting = listener.register(commandId)
    await take(db, reserve(order, commandId))
    expect(await waiting.outcome(5_000)).toMatchObject({ status: 'SUCCEEDED' })
    waiting.release()
  })

  test('hears a refusal', async () => {
    const commandId = someCommand()
    const waiting = listener.waitFor(commandId, 5_000)
    const rejection = { code: 'INVALID_STATE', message: 'no' } as const
    await recordRejection(db, { orderId: 'ord_1', commandId, kind: 'reserve', rejection })
    expect(await waiting).toMatchObject({ status: 'REJECTED', rejection })
  })

  test('finds an outcome that was there before, and one whose notification was lost', async () => {
    const [before, lost] = [someCommand(), someCommand()]
    await settleSilently(before)
    expect(await listener.waitFor(before, 5_000)).toMatchObject({ status: 'SUCCEEDED' })
    const waiting = listener.register(lost)
    await settleSilently(lost)
    expect(await waiting.outcome(5_000)).toMatchObject({ status: 'SUCCEEDED' })
    waiting.release()
  })

  test('goes on after its connection was cut', async () => {
    await db.sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and query ilike 'listen%'`
    const order = await newOrder()
    const commandId = someCommand()
    const waiting = listener.waitFor(commandId, 10_000)
    await take(db, reserve(order, commandId))
    expect(await waiting).toMatchObject({ status: 'SUCCEEDED' })
  })

  test('gives null at the end of the time, also while the command is pending', async () => {
    expect(await listener.waitFor(someCommand(), 1)).toBeNull()
    const reserved = await reservedOrder(db, someTerms(buyer, buyer, usdc(1)))
    const commandId = someCommand()
    await take(db, requestEscrow(reserved, commandId))
    expect(await listener.waitFor(commandId, 300)).toBeNull()
  })

  test('answers everybody who waits for the same command, and two hundred commands at once', async () => {
    const orders = await Promise.all(Array.from({ length: 200 }, newOrder))
    const steps = orders.map((order) => reserve(order, someCommand()))
    const ids = steps.map(({ change }) => change.outcome?.commandId ?? someCommand())
    const waits = ids.flatMap((id) => [listener.waitFor(id, 20_000), listener.waitFor(id, 20_000)])
    await Promise.all(steps.map((step) => take(db, step)))
    const outcomes = await Promise.all(waits)
    expect(outcomes.map((outcome) => outcome?.commandId)).toEqual(ids.flatMap((id) => [id, id]))
  })

  test('gives null to everybody when it closes', async () => {
    const waiting = listener.register(someCommand())
    const outcome = waiting.outcome(60_000)
    await listener.close()
    expect(await outcome).toBeNull()
  })
})

describe('waiters', () => {
  test('are bounded, and a released place is free again', () => {
    const waiters = createWaiters(2)
    const first = waiters.register(someCommand())
    waiters.register(someCommand())
    expect(() => waiters.register(someCommand())).toThrow(TooManyWaiters)
    first.release()
    first.release()
    waiters.register(someCommand())
    expect(() => waiters.register(someCommand())).toThrow(TooManyWaiters)
  })

  test('leave nothing behind when all have released', () => {
    const waiters = createWaiters(10)
    const commandId = someCommand()
    const both = [waiters.register(commandId), waiters.register(commandId)]
    expect(waiters.waitedFor()).toEqual([commandId])
    for (const waiting of both) waiting.release()
    expect(waiters.waitedFor()).toEqual([])
  })
})
