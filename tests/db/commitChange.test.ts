import { beforeAll, describe, expect, test, vi } from 'vitest'
import { readCommand } from '../../db/commands/read.ts'
import { recordRejection } from '../../db/commands/recordRejection.ts'
import { accountBalance, balanceDrift, ledgerSum, userBalance } from '../../db/ledger/balances.ts'
import { newId } from '../../db/newId.ts'
import { applyChange } from '../../db/orders/applyChange.ts'
import { commitOrderChange } from '../../db/orders/commitChange.ts'
import { OrderVersionMoved } from '../../db/orders/errors.ts'
import { findByClientRef } from '../../db/orders/findByClientRef.ts'
import { readOrder } from '../../db/orders/read.ts'
import { refusalOf } from '../../db/orders/refusalOf.ts'
import type { UserId } from '../../domain/ids.ts'
import { stroops } from '../../domain/money.ts'
import { cancel } from '../../domain/order/changes/cancel.ts'
import { create } from '../../domain/order/changes/create.ts'
import { requestEscrow } from '../../domain/order/changes/createEscrow.ts'
import { reserve } from '../../domain/order/changes/reserve.ts'
import { newOrderState } from '../../domain/order/state.ts'
import {
  createdOrder,
  giveMoney,
  releasedOrder,
  reservedOrder,
  someCommand,
  someTerms,
  someUser,
  take,
  usdc,
} from '../setup/books.ts'
import { useTestDatabase } from '../setup/useDatabase.ts'

const { db } = await useTestDatabase({ maxConnections: 50 })
let seller: UserId
beforeAll(async () => {
  seller = await someUser(db)
})

/** Everything that a change could have written about an order, to compare before and after. */
async function traceOf(orderId: string) {
  const [trace] = await db.sql`
    select
      (select to_jsonb(o) from orders o where id = ${orderId}) as row,
      (select count(*)::int from events where order_id = ${orderId}) as events,
      (select count(*)::int from ledger_transactions where order_id = ${orderId}) as postings,
      (select count(*)::int from order_changes where order_id = ${orderId} and version is not null) as changes,
      (select count(*)::int from top_ups where order_id = ${orderId}) as top_ups`
  return trace
}

describe('a committed change', () => {
  test('writes row, history, posting, outcome and events together', async () => {
    const buyer = await someUser(db, usdc(100))
    const order = await createdOrder(db, someTerms(buyer, seller, usdc(40), { title: 'A logo' }))
    const step = reserve(order, someCommand())
    expect(await commitOrderChange(db, step.change)).toEqual({ applied: true, version: 2 })
    const view = await readOrder(db, order.terms.orderId)
    expect(view).toMatchObject({
      status: 'FUNDS_RESERVED',
      version: 2,
      title: 'A logo',
      escrow: null,
      amountStroops: '400000000',
    })
    expect(view?.reservedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    expect(await userBalance(db, buyer)).toMatchObject({ availableStroops: usdc(60), reservedStroops: usdc(40) })
    const command = await readCommand(db, step.change.outcome?.commandId ?? newId('command'))
    expect(command).toMatchObject({ status: 'SUCCEEDED', kind: 'reserve', rejection: null, snapshot: view })
    const events = await db.sql`
      select event_type from events where order_id = ${order.terms.orderId} order by position`
    expect(events.map(({ event_type }) => event_type)).toEqual([
      'order.created',
      ...step.change.events.map(({ type }) => type),
    ])
    const [posted] = await db.sql`select kind, order_id from ledger_transactions where posting_key = ${step.change.key}`
    expect(posted).toEqual({ kind: 'reserve', order_id: order.terms.orderId })
  })

  test('keeps text and metadata as they came, whatever characters they have', async () => {
    const metadata = { 'a "key"': ['ü', { nested: null }, 1.5], text: '"quoted"', list: '[1]' }
    const terms = someTerms(seller, seller, usdc(1), { title: `O'Neil "x" \\ $1`, description: '{}', metadata })
    await createdOrder(db, terms)
    expect(await readOrder(db, terms.orderId)).toMatchObject({ title: terms.title, description: '{}', metadata })
  })

  test('remembers the states it ran through', async () => {
    const buyer = await someUser(db, usdc(10))
    const order = await releasedOrder(db, someTerms(buyer, seller, usdc(10)))
    const changes = await db.sql<{ statuses: string[] }[]>`
      select statuses from order_changes where order_id = ${order.terms.orderId} order by version`
    const history = changes.flatMap(({ statuses }) => statuses).filter((status, n, all) => status !== all[n - 1])
    expect(history).toEqual([
      'ORDER_CREATED',
      'FUNDS_RESERVED',
      'ESCROW_CREATING',
      'ESCROW_FUNDING',
      'ESCROW_FUNDED',
      'IN_PROGRESS',
      'RELEASE_REQUESTED',
      'RELEASED',
      'CLOSED',
    ])
  })

  test('a whole life ends with the escrow paid out, the fee due and the books at zero', async () => {
    const buyer = await someUser(db, usdc(100))
    const freshSeller = await someUser(db)
    const order = await releasedOrder(db, someTerms(buyer, freshSeller, usdc(100), { platformFeeBps: 250 }))
    const view = await readOrder(db, order.terms.orderId)
    expect(view).toMatchObject({ status: 'CLOSED', finalStatus: 'RELEASED', escrow: { status: 'RELEASED' } })
    expect(view?.escrow?.fundedAt).not.toBeNull()
    expect(await userBalance(db, buyer)).toMatchObject({ availableStroops: 0n, reservedStroops: 0n })
    expect(await userBalance(db, freshSeller)).toMatchObject({ availableStroops: usdc(97.5), reservedStroops: 0n })
    expect(await accountBalance(db, `wallet:${freshSeller}`)).toBe(usdc(97.2))
    const [due] = await db.sql`select amount_stroops, status from top_ups where order_id = ${order.terms.orderId}`
    expect(due).toEqual({ amount_stroops: usdc(0.3), status: 'DUE' })
    expect(await ledgerSum(db)).toBe(0n)
    expect(await balanceDrift(db)).toHaveLength(0)
  })
})

describe('the same key again', () => {
  test('returns the first result and writes nothing', async () => {
    const buyer = await someUser(db, usdc(100))
    const order = await createdOrder(db, someTerms(buyer, seller, usdc(40)))
    const step = reserve(order, someCommand())
    await take(db, step)
    const before = await traceOf(order.terms.orderId)
    expect(await commitOrderChange(db, step.change)).toEqual({ applied: true, version: 2 })
    expect(await traceOf(order.terms.orderId)).toEqual(before)
    expect((await userBalance(db, buyer)).availableStroops).toBe(usdc(60))
  })

  test('also when the order has moved on since', async () => {
    const buyer = await someUser(db, usdc(100))
    const created = await createdOrder(db, someTerms(buyer, seller, usdc(40)))
    const step = reserve(created, someCommand())
    const reserved = await take(db, step)
    await take(db, cancel(reserved, { kind: 'cancel', commandId: someCommand() }))
    expect(await commitOrderChange(db, step.change)).toEqual({ applied: true, version: 2 })
    expect((await userBalance(db, buyer)).availableStroops).toBe(usdc(100))
  })

  test('fifty times at once: one effect, fifty equal answers', async () => {
    const buyer = await someUser(db, usdc(1_000))
    const order = await createdOrder(db, someTerms(buyer, seller, usdc(10)))
    const step = reserve(order, someCommand())
    const results = await Promise.all(Array.from({ length: 50 }, () => commitOrderChange(db, step.change)))
    expect(new Set(results.map((result) => JSON.stringify(result)))).toEqual(new Set(['{"applied":true,"version":2}']))
    expect(await userBalance(db, buyer)).toMatchObject({ availableStroops: usdc(990), reservedStroops: usdc(10) })
  })

  test('fifty creations at once make one order', async () => {
    const step = create(
      newOrderState(someTerms(seller, seller, usdc(1), { clientOrderRef: 'ref-race' })),
      someCommand(),
    )
    const results = await Promise.all(Array.from({ length: 50 }, () => commitOrderChange(db, step.change)))
    expect(results.every((result) => result.applied && result.version === 1)).toBe(true)
    expect((await findByClientRef(db, 'ref-race'))?.id).toBe(step.change.orderId)
  })

  test('a refusal is repeated even if the money has come meanwhile', async () => {
    const buyer = await someUser(db, usdc(1))
    const step = reserve(await createdOrder(db, someTerms(buyer, seller, usdc(2))), someCommand())
    const first = await commitOrderChange(db, step.change)
    await giveMoney(db, buyer, usdc(5))
    expect(await commitOrderChange(db, step.change)).toEqual(first)
    expect((await userBalance(db, buyer)).availableStroops).toBe(usdc(6))
  })
})

describe('too little money', () => {
  test('changes nothing but the outcome, which says how much there is and how much it takes', async () => {
    const buyer = await someUser(db, stroops(800_190_000n))
    const order = await createdOrder(db, someTerms(buyer, seller, usdc(120)))
    const before = await traceOf(order.terms.orderId)
    const step = reserve(order, someCommand())
    const result = await commitOrderChange(db, step.change)
    const rejection = { code: 'INSUFFICIENT_FUNDS', details: { available: '80.01', required: '120.00' } }
    expect(result).toMatchObject({ applied: false, rejection })
    expect(await traceOf(order.terms.orderId)).toEqual(before)
    const command = await readCommand(db, step.change.outcome?.commandId ?? newId('command'))
    expect(command).toMatchObject({ status: 'REJECTED', rejection, snapshot: { status: 'ORDER_CREATED', version: 1 } })
  })

  test('a buyer who never had any money has 0.00', async () => {
    const order = await createdOrder(db, someTerms(await someUser(db), seller, usdc(1)))
    const result = await commitOrderChange(db, reserve(order, someCommand()).change)
    expect(result).toMatchObject({ rejection: { details: { available: '0.00', required: '1.00' } } })
  })

  test('the next command may reserve once the money is there', async () => {
    const buyer = await someUser(db, usdc(1))
    const order = await createdOrder(db, someTerms(buyer, seller, usdc(2)))
    expect(await commitOrderChange(db, reserve(order, someCommand()).change)).toMatchObject({ applied: false })
    await giveMoney(db, buyer, usdc(1))
    expect(await commitOrderChange(db, reserve(order, someCommand()).change)).toMatchObject({ applied: true })
  })

  test('that a deposit has cured meanwhile is no reason for a refusal', async () => {
    const buyer = await someUser(db, usdc(1))
    const { change } = reserve(await createdOrder(db, someTerms(buyer, seller, usdc(2))), someCommand())
    const refused: unknown = await applyChange(db.sql, change).catch((error: unknown) => error)
    expect(await refusalOf(db.sql, change, refused)).toMatchObject({ code: 'INSUFFICIENT_FUNDS' })
    await giveMoney(db, buyer, usdc(1))
    expect(await refusalOf(db.sql, change, refused)).toBe('retry')
  })

  test('fifty reservations at once over one balance never take more than is there', async () => {
    const buyer = await someUser(db, usdc(100))
    const orders = await Promise.all(
      Array.from({ length: 50 }, () => createdOrder(db, someTerms(buyer, seller, usdc(7)))),
    )
    const results = await Promise.all(
      orders.map((order) => commitOrderChange(db, reserve(order, someCommand()).change)),
    )
    expect(results.filter(({ applied }) => applied)).toHaveLength(14)
    const refused = results.flatMap((result) => ('rejection' in result ? [result.rejection.code] : []))
    expect(new Set(refused)).toEqual(new Set(['INSUFFICIENT_FUNDS']))
    expect(await userBalance(db, buyer)).toMatchObject({ availableStroops: usdc(2), reservedStroops: usdc(98) })
    expect(await balanceDrift(db)).toHaveLength(0)
  })

  test('deposits that arrive during fifty reservations are all counted', async () => {
    const buyer = await someUser(db, usdc(7))
    const orders = await Promise.all(
      Array.from({ length: 25 }, () => createdOrder(db, someTerms(buyer, seller, usdc(7)))),
    )
    const [results] = await Promise.all([
      Promise.all(orders.map((order) => commitOrderChange(db, reserve(order, someCommand()).change))),
      Promise.all(Array.from({ length: 25 }, () => giveMoney(db, buyer, usdc(3)))),
    ])
    const taken = BigInt(results.filter(({ applied }) => applied).length) * usdc(7)
    const balance = await userBalance(db, buyer)
    expect(balance.reservedStroops).toBe(taken)
    expect(balance.availableStroops).toBe(usdc(82) - taken)
  })
})

describe('a change decided on another version', () => {
  test('that the row has left behind comes too early and leaves no trace', async () => {
    const buyer = await someUser(db, usdc(100))
    const created = await createdOrder(db, someTerms(buyer, seller, usdc(10)))
    await take(db, reserve(created, someCommand()))
    const before = await traceOf(created.terms.orderId)
    const late = cancel(created, { kind: 'cancel', commandId: someCommand() })
    expect(await commitOrderChange(db, late.change)).toEqual({ applied: false, rowVersion: 2 })
    expect(await traceOf(created.terms.orderId)).toEqual(before)
    expect(await readCommand(db, late.change.outcome?.commandId ?? newId('command'))).toBeNull()
  })

  test('of fifty different changes on one version exactly one wins', async () => {
    const buyer = await someUser(db, usdc(100))
    const reserved = await reservedOrder(db, someTerms(buyer, seller, usdc(10)))
    const attempts = Array.from({ length: 50 }, (_, n) =>
      n % 2 ? requestEscrow(reserved, someCommand()) : cancel(reserved, { kind: 'cancel', commandId: someCommand() }),
    )
    const results = await Promise.all(attempts.map(({ change }) => commitOrderChange(db, change)))
    expect(results.filter(({ applied }) => applied)).toHaveLength(1)
    const losers = results.filter(({ applied }) => !applied)
    expect(losers).toEqual(Array.from({ length: 49 }, () => ({ applied: false, rowVersion: 3 })))
    expect((await readOrder(db, reserved.terms.orderId))?.version).toBe(3)
  })

  test('comes too early when it was committed itself, after another that whoever asks does not know', async () => {
    const buyer = await someUser(db, usdc(100))
    const created = await createdOrder(db, someTerms(buyer, seller, usdc(10)))
    const reserved = await take(db, reserve(created, someCommand()))
    const asked = requestEscrow(reserved, someCommand())
    await take(db, asked)
    const outOfTurn = { ...asked.change, expectedVersion: 1 }
    expect(await commitOrderChange(db, outOfTurn)).toEqual({ applied: false, rowVersion: 3 })
    expect(await commitOrderChange(db, asked.change)).toEqual({ applied: true, version: 3 })
  })

  test('is refused with an error when the row has not come that far, and for an order that does not exist', async () => {
    const created = await createdOrder(db, someTerms(seller, seller, usdc(1)))
    const ahead = reserve({ ...created, version: 5 }, someCommand())
    await expect(commitOrderChange(db, ahead.change)).rejects.toThrow(OrderVersionMoved)
    const nowhere = reserve({ ...newOrderState(someTerms(seller, seller, usdc(1))), version: 1 }, someCommand())
    await expect(commitOrderChange(db, nowhere.change)).rejects.toThrow(OrderVersionMoved)
  })
})

describe('a creation', () => {
  test('with the reference of another order is rejected and names that order', async () => {
    const first = await createdOrder(db, someTerms(seller, seller, usdc(1), { clientOrderRef: 'ORD-10001' }))
    const second = create(
      newOrderState(someTerms(seller, seller, usdc(2), { clientOrderRef: 'ORD-10001' })),
      someCommand(),
    )
    const details = { clientOrderRef: 'ORD-10001', orderId: first.terms.orderId }
    expect(await commitOrderChange(db, second.change)).toMatchObject({
      applied: false,
      rejection: { code: 'CLIENT_ORDER_REF_REUSED', details },
    })
    expect(await readOrder(db, second.change.orderId)).toBeNull()
    const command = await readCommand(db, second.change.outcome?.commandId ?? newId('command'))
    expect(command).toMatchObject({ status: 'REJECTED', snapshot: null })
  })

  test('for a user who does not exist is rejected and names the party', async () => {
    const nobody = newId('user')
    const step = create(newOrderState(someTerms(nobody, seller, usdc(1))), someCommand())
    expect(await commitOrderChange(db, step.change)).toMatchObject({
      rejection: { code: 'USER_NOT_FOUND', details: { buyerId: nobody } },
    })
  })
})

describe('a committed change announces', () => {
  test('its events at once, and its outcome when that is final', async () => {
    const heard: string[] = []
    const channels = ['outcomes', 'events'] as const
    const listening = await Promise.all(
      channels.map((channel) => db.sql.listen(channel, (payload) => void heard.push(`${channel}:${payload}`))),
    )
    const buyer = await someUser(db, usdc(10))
    const created = await createdOrder(db, someTerms(buyer, seller, usdc(10)))
    const [reserving, escrowing] = [someCommand(), someCommand()]
    const reserved = await take(db, reserve(created, reserving))
    await take(db, requestEscrow(reserved, escrowing))
    const last = someCommand()
    await recordRejection(db, {
      orderId: created.terms.orderId,
      commandId: last,
      kind: 'reserve',
      rejection: { code: 'INVALID_STATE', message: 'no' },
    })
    await vi.waitFor(() => expect(heard).toContain(`outcomes:${last}`))
    await Promise.all(listening.map(({ unlisten }) => unlisten()))
    expect(heard).toContain(`outcomes:${reserving}`)
    expect(heard).toContain('events:')
    expect(heard).not.toContain(`outcomes:${escrowing}`)
  })
})

describe('the outcome of a command', () => {
  test('is pending until a later change of the same command settles it', async () => {
    const buyer = await someUser(db, usdc(10))
    const reserved = await reservedOrder(db, someTerms(buyer, seller, usdc(10)))
    const commandId = someCommand()
    await take(db, requestEscrow(reserved, commandId))
    expect(await readCommand(db, commandId)).toMatchObject({
      status: 'PENDING',
      snapshot: { status: 'ESCROW_CREATING' },
    })
    await recordRejection(db, {
      orderId: reserved.terms.orderId,
      commandId,
      kind: 'createEscrow',
      rejection: { code: 'INVALID_STATE', message: 'no' },
    })
    expect(await readCommand(db, commandId)).toMatchObject({ status: 'REJECTED', rejection: { code: 'INVALID_STATE' } })
  })

  test('stays once it is final, whatever is recorded afterwards', async () => {
    const buyer = await someUser(db, usdc(10))
    const commandId = someCommand()
    const created = await createdOrder(db, someTerms(buyer, seller, usdc(10)))
    await take(db, reserve(created, commandId))
    const before = await readCommand(db, commandId)
    await recordRejection(db, {
      orderId: created.terms.orderId,
      commandId,
      kind: 'reserve',
      rejection: { code: 'INVALID_STATE', message: 'no' },
    })
    expect(await readCommand(db, commandId)).toEqual(before)
  })

  test('a rejection can be recorded for an order that was never created', async () => {
    const [orderId, commandId] = [newId('order'), someCommand()]
    await recordRejection(db, {
      orderId,
      commandId,
      kind: 'reserve',
      rejection: { code: 'ORDER_NOT_FOUND', message: 'no' },
    })
    expect(await readCommand(db, commandId)).toMatchObject({ orderId, status: 'REJECTED', snapshot: null })
  })
})
