import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../db/connect.ts'
import { type ClassifiedTransfer, CursorMoved, commitTransfers } from '../../db/deposits/commitTransfers.ts'
import { knownEscrowContracts } from '../../db/deposits/knownEscrowContracts.ts'
import { readCursor } from '../../db/deposits/readCursor.ts'
import { accountBalance, ledgerSum } from '../../db/ledger/balances.ts'
import type { UserId } from '../../domain/ids.ts'
import { deploy, randomAddress, randomContract, reservedOrder, someTerms, someUser, usdc } from '../setup/books.ts'
import { createTestDatabase, type TestDatabase } from '../setup/postgres.ts'

let test_: TestDatabase
let db: Database
beforeAll(async () => {
  test_ = await createTestDatabase({ maxConnections: 20 })
  db = test_.db
})
afterAll(() => test_.close())

let number = 0
function transfer(more: Partial<ClassifiedTransfer>): ClassifiedTransfer {
  const eventId = `${String(++number).padStart(19, '0')}-0000000002`
  const base = { eventId, transactionHash: `hash${number}`, ledger: 50, toMuxedId: null, amountStroops: '10000000' }
  return { ...base, from: randomAddress(), to: randomAddress(), verdict: 'deposit', ...more }
}

/** A batch of a watcher that nobody else uses. */
function firstBatch(transfers: readonly ClassifiedTransfer[], watcher: string = crypto.randomUUID()) {
  return { watcher, expectedCursor: null, nextCursor: '1', ledger: 50, transfers }
}
const available = (userId: UserId) => accountBalance(db, `user:${userId}:available`)

describe('a batch of transfers', () => {
  test('credits deposits, tells the world and moves the cursor', async () => {
    const userId = await someUser(db)
    const deposit = transfer({ userId, amountStroops: '12345678' })
    const batch = firstBatch([deposit])
    expect(await readCursor(db, batch.watcher)).toBeNull()
    expect(await commitTransfers(db, batch)).toEqual({ credited: 1 })
    expect(await readCursor(db, batch.watcher)).toBe('1')
    expect(await available(userId)).toBe(12_345_678n)
    const [event] =
      await db.sql`select event_type, payload from events where aggregate_id = ${userId} and event_type like 'balance.%'`
    expect(event).toEqual({
      event_type: 'balance.credited',
      payload: {
        userId,
        reason: 'deposit',
        amount: '1.23',
        amountExact: '1.2345678',
        currency: 'USD',
        from: deposit.from,
        transactionHash: deposit.transactionHash,
        ledger: 50,
      },
    })
    const [posted] = await db.sql`
      select transaction_hash, ledger, event_index from ledger_transactions where posting_key = ${`deposit:${deposit.eventId}`}`
    expect(posted).toEqual({ transaction_hash: deposit.transactionHash, ledger: 50, event_index: 2 })
  })

  test('credits two payments of one transaction, to one user and to two', async () => {
    const [ann, bob] = [await someUser(db), await someUser(db)]
    const one = { transactionHash: 'shared' }
    const batch = [
      transfer({ ...one, userId: ann }),
      transfer({ ...one, userId: ann }),
      transfer({ ...one, userId: bob }),
    ]
    expect(await commitTransfers(db, firstBatch(batch))).toEqual({ credited: 3 })
    expect([await available(ann), await available(bob)]).toEqual([usdc(2), usdc(1)])
  })

  test('credits an event once: twice in a batch, again in a later batch, or by another watcher', async () => {
    const userId = await someUser(db)
    const deposit = transfer({ userId })
    const batch = firstBatch([deposit, deposit])
    expect(await commitTransfers(db, batch)).toEqual({ credited: 1 })
    expect(await commitTransfers(db, { ...batch, expectedCursor: '1', nextCursor: '2' })).toEqual({ credited: 0 })
    expect(await commitTransfers(db, firstBatch([deposit]))).toEqual({ credited: 0 })
    expect(await available(userId)).toBe(usdc(1))
  })

  test('from a cursor that has moved is refused and credits nothing', async () => {
    const userId = await someUser(db)
    const batch = firstBatch([])
    await commitTransfers(db, batch)
    const late = { ...batch, transfers: [transfer({ userId })] }
    await expect(commitTransfers(db, late)).rejects.toThrow(CursorMoved)
    await expect(commitTransfers(db, { ...late, expectedCursor: '0' })).rejects.toThrow(CursorMoved)
    expect(await available(userId)).toBe(0n)
    expect(await readCursor(db, batch.watcher)).toBe('1')
  })

  test('committed by twenty watchers at once counts once', async () => {
    const userId = await someUser(db)
    const batch = firstBatch([transfer({ userId })])
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => commitTransfers(db, batch)))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await available(userId)).toBe(usdc(1))
  })

  test('keeps the cursor where it was if one of its transfers cannot be posted', async () => {
    const userId = await someUser(db)
    const batch = firstBatch([transfer({ userId }), transfer({ userId: 'usr_nobody' })])
    await expect(commitTransfers(db, batch)).rejects.toThrow()
    expect(await readCursor(db, batch.watcher)).toBeNull()
    expect(await available(userId)).toBe(0n)
  })

  test('records what is no deposit without crediting anybody', async () => {
    const userId = await someUser(db)
    const before = await accountBalance(db, 'treasury')
    const others = (['own_escrow', 'top_up', 'outgoing', 'ignored'] as const).map((verdict) =>
      transfer({ verdict, userId }),
    )
    expect(await commitTransfers(db, firstBatch(others))).toEqual({ credited: 0 })
    expect(await available(userId)).toBe(0n)
    expect(await accountBalance(db, 'treasury')).toBe(before)
    const recorded = await db.sql`
      select verdict from chain_transfers where event_id in ${db.sql(others.map(({ eventId }) => eventId))} order by event_id`
    expect(recorded.map(({ verdict }) => verdict)).toEqual(['own_escrow', 'top_up', 'outgoing', 'ignored'])
  })

  test('books the funding of the treasury against the outside', async () => {
    const before = await accountBalance(db, 'treasury')
    expect(await commitTransfers(db, firstBatch([transfer({ verdict: 'treasury_funding' })]))).toEqual({ credited: 0 })
    expect(await accountBalance(db, 'treasury')).toBe(before + usdc(1))
    expect(await ledgerSum(db)).toBe(0n)
  })

  test('takes a transfer of nothing and a single stroop for what they are', async () => {
    const userId = await someUser(db)
    const batch = firstBatch([transfer({ userId, amountStroops: '0' }), transfer({ userId, amountStroops: '1' })])
    expect(await commitTransfers(db, batch)).toEqual({ credited: 1 })
    expect(await available(userId)).toBe(1n)
  })
})

test('escrow contracts of ours are told from strangers', async () => {
  const buyer = await someUser(db, usdc(5))
  const contractId = randomContract()
  await deploy(db, await reservedOrder(db, someTerms(buyer, buyer, usdc(5))), contractId)
  expect(await knownEscrowContracts(db, [contractId, randomContract()])).toEqual(new Set([contractId]))
})
