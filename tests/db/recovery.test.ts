import { describe, expect, it } from 'vitest'
import { createSigningApproval } from '../../activities/step/approveSigning.ts'
import { notePendingCommand } from '../../db/commands/notePending.ts'
import { newId } from '../../db/newId.ts'
import { commitOrderChange } from '../../db/orders/commitChange.ts'
import { closedAmong } from '../../db/recovery/closedAmong.ts'
import { liftHold, placeHold, readHold } from '../../db/recovery/hold.ts'
import { changesAfter, lostCreations, pendingCommands } from '../../db/recovery/knownChanges.ts'
import { knownTransactions } from '../../db/recovery/knownTransactions.ts'
import { readStoredOrder } from '../../db/recovery/readStoredOrder.ts'
import { retireSpareWallets } from '../../db/recovery/retireSpareWallets.ts'
import { insertSpareWallets } from '../../db/wallets/insertSpareWallets.ts'
import { reserve } from '../../domain/order/changes/reserve.ts'
import { restoreOrder } from '../../domain/order/restore.ts'
import type { OrderTerms } from '../../domain/order/terms.ts'
import {
  createdOrder,
  deploy,
  fundIt,
  randomAddress,
  randomContract,
  releasedOrder,
  reservedOrder,
  someCommand,
  someTerms,
  someUser,
  take,
  usdc,
} from '../setup/books.ts'
import { useTestDatabase } from '../setup/useDatabase.ts'

const test = await useTestDatabase()

async function terms(more: Partial<OrderTerms> = {}): Promise<OrderTerms> {
  const [buyer, seller] = [await someUser(test.db, usdc(100)), await someUser(test.db)]
  return someTerms(buyer, seller, usdc(40), more)
}

describe('the hold', () => {
  it('keeps its first reason, and is gone when it is lifted', async () => {
    expect(await readHold(test.db)).toBeNull()
    await placeHold(test.db, 'the first')
    expect(await placeHold(test.db, 'the second')).toMatchObject({ reason: 'the first' })
    await liftHold(test.db)
    expect(await readHold(test.db)).toBeNull()
  })

  it('keeps every step from being signed, to be tried again when it is over', async () => {
    const approve = createSigningApproval({
      db: test.db,
      treasuryAddress: randomAddress(),
      resolverAddress: randomAddress(),
    })
    const step = { stepKey: 'trustTreasury', intent: { kind: 'trustTreasury' }, orderId: null } as const
    await approve(step)
    await placeHold(test.db, 'brought back')
    await expect(approve(step)).rejects.toMatchObject({
      verdict: 'retry',
      message: expect.stringContaining('brought back'),
    })
    await liftHold(test.db)
    await approve(step)
  })
})

describe('an order that is read for being started again', () => {
  it('has the terms it was created with, all of them', async () => {
    const agreed = await terms({
      title: 'Logo',
      description: 'A logo',
      clientOrderRef: 'ref-1',
      feePolicy: 'recipient_pays',
      platformFeeBps: 250,
      metadata: { nothing: null, nested: { list: [1, 2] } },
      deadlines: { reviewSeconds: 3_600, reminderSeconds: 60 },
      milestones: [
        { ref: 'one', title: 'One', amountStroops: '300000000' },
        { ref: 'two', title: 'Two', amountStroops: '100000000' },
      ],
    })
    const state = await fundIt(test.db, await deploy(test.db, await reservedOrder(test.db, agreed), randomContract()))
    const { order } = await readStoredOrder(test.db, agreed.orderId)
    expect(order.terms).toEqual(agreed)
    expect(restoreOrder(order).carried.state).toEqual(state)
  })

  it('has the plain terms of a plain order, without fields that were not given', async () => {
    const agreed = await terms()
    const state = await reservedOrder(test.db, agreed)
    const { order, createCommandId } = await readStoredOrder(test.db, agreed.orderId)
    expect({ ...order.terms, feePolicy: undefined }).toEqual({ ...agreed, feePolicy: undefined })
    expect(createCommandId).toMatch(/^cmd_/)
    expect(restoreOrder(order).carried.state).toEqual({ ...state, terms: order.terms })
  })
})

it('a change that is repeated at the version of the row moves nothing, and says what became of it the first time', async () => {
  const created = await createdOrder(test.db, await terms())
  const first = reserve(created, someCommand())
  const state = await take(test.db, first)
  const again = await commitOrderChange(test.db, { ...first.change, expectedVersion: state.version })
  expect(again).toEqual({ applied: true, version: state.version })
  const [row] = await test.db.sql`select version, status from orders where id = ${state.terms.orderId}`
  expect(row).toEqual({ version: state.version, status: 'FUNDS_RESERVED' })
})

it('tells the changes beyond a version, the commands without an outcome, and orders that were never written down', async () => {
  const state = await reservedOrder(test.db, await terms())
  const { orderId } = state.terms
  expect(await changesAfter(test.db, orderId, 1)).toEqual([expect.stringMatching(/:reserve$/)])
  const [commandId, createId, lostId] = [someCommand(), someCommand(), newId('order')]
  await notePendingCommand(test.db, { commandId, orderId, kind: 'createEscrow' })
  await notePendingCommand(test.db, { commandId: createId, orderId: lostId, kind: 'create' })
  expect(await pendingCommands(test.db, orderId)).toEqual([commandId])
  expect(await lostCreations(test.db)).toEqual([lostId])
})

it('counts closed orders and refused creations as those that need no workflow', async () => {
  const closed = await releasedOrder(test.db, await terms())
  const open = await createdOrder(test.db, await terms({ clientOrderRef: 'taken' }))
  const refused = { ...(await terms({ clientOrderRef: 'taken' })), buyerId: open.terms.buyerId }
  await expect(createdOrder(test.db, refused)).rejects.toThrow('was refused')
  const ids = [closed, open].map((state) => state.terms.orderId)
  expect((await closedAmong(test.db, [...ids, refused.orderId])).sort()).toEqual([ids[0], refused.orderId].sort())
})

it('retires every spare address once', async () => {
  await insertSpareWallets(test.db, [{ address: randomAddress(), keyId: 'k1', ciphertext: 'c2VhbGVk' }])
  expect(await retireSpareWallets(test.db)).toBeGreaterThan(0)
  expect(await retireSpareWallets(test.db)).toBe(0)
})

it('knows no transaction that neither a step of ours nor support has brought', async () => {
  expect(await knownTransactions(test.db, ['f'.repeat(64)])).toEqual(new Set())
})
