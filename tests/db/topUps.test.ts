import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../db/connect.ts'
import { accountBalance, ledgerSum } from '../../db/ledger/balances.ts'
import { claimDueTopUps } from '../../db/topUps/claimDueTopUps.ts'
import { markTopUpsPaid } from '../../db/topUps/markTopUpsPaid.ts'
import { walletOfUser } from '../../db/wallets/walletOfUser.ts'
import type { UserId } from '../../domain/ids.ts'
import { releasedOrder, someProof, someTerms, someUser, usdc } from '../setup/books.ts'
import { createTestDatabase, type TestDatabase } from '../setup/postgres.ts'

let test_: TestDatabase
let db: Database
let seller: UserId
beforeAll(async () => {
  test_ = await createTestDatabase({ maxConnections: 20 })
  db = test_.db
})
afterAll(() => test_.close())

/** Each test begins with everything paid and a seller of its own. */
beforeEach(async () => {
  for (let batch = await claimDueTopUps(db, 100); batch; batch = await claimDueTopUps(db, 100)) {
    await markTopUpsPaid(db, batch.batchKey, someProof())
  }
  seller = await someUser(db)
})

async function owe(orders: number): Promise<string[]> {
  const ids: string[] = []
  for (let n = 0; n < orders; n++) {
    const buyer = await someUser(db, usdc(100))
    ids.push((await releasedOrder(db, someTerms(buyer, seller, usdc(100)))).terms.orderId)
  }
  return ids
}

describe('top-ups', () => {
  test('nothing due gives no batch', async () => {
    expect(await claimDueTopUps(db, 10)).toBeNull()
  })

  test('a batch names who is paid, where and how much', async () => {
    const [orderId] = await owe(1)
    const address = (await walletOfUser(db, seller))?.address
    const batch = await claimDueTopUps(db, 10)
    expect(batch?.topUps).toEqual([{ orderId, userId: seller, address, amountStroops: '3000000' }])
  })

  test('a claimed batch stays the same over retries, whatever becomes due meanwhile', async () => {
    await owe(2)
    const first = await claimDueTopUps(db, 10)
    await owe(2)
    expect(await claimDueTopUps(db, 10)).toEqual(first)
    expect(await claimDueTopUps(db, 1)).toEqual(first)
  })

  test('the oldest unpaid batch comes first, and every top-up is in exactly one', async () => {
    const orders = await owe(5)
    const seen: string[] = []
    for (let batch = await claimDueTopUps(db, 2); batch; batch = await claimDueTopUps(db, 2)) {
      expect(batch.topUps.length).toBeLessThanOrEqual(2)
      seen.push(...batch.topUps.map(({ orderId }) => orderId))
      await markTopUpsPaid(db, batch.batchKey, someProof())
    }
    expect(seen.toSorted()).toEqual(orders.toSorted())
  })

  test('twenty workers that claim at once all get the same batch', async () => {
    await owe(3)
    const batches = await Promise.all(Array.from({ length: 20 }, () => claimDueTopUps(db, 2)))
    expect(new Set(batches.map((batch) => JSON.stringify(batch))).size).toBe(1)
  })

  test('paying posts each top-up once, also when the payment is reported twice at once', async () => {
    await owe(3)
    const before = await accountBalance(db, 'treasury')
    const batch = await claimDueTopUps(db, 10)
    const proof = someProof()
    await Promise.all(Array.from({ length: 10 }, () => markTopUpsPaid(db, batch?.batchKey ?? '', proof)))
    expect(await accountBalance(db, 'treasury')).toBe(before - usdc(0.9))
    expect(await accountBalance(db, `wallet:${seller}`)).toBe(usdc(300))
    expect(await accountBalance(db, `user:${seller}:available`)).toBe(usdc(300))
    expect(await ledgerSum(db)).toBe(0n)
    const rows =
      await db.sql`select distinct status, transaction_hash from top_ups where batch_key = ${batch?.batchKey ?? ''}`
    expect(rows).toEqual([{ status: 'PAID', transaction_hash: proof.transactionHash }])
    expect(await claimDueTopUps(db, 10)).toBeNull()
  })
})
