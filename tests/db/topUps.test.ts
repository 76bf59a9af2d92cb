import { beforeEach, describe, expect, test } from 'vitest'
import { settleTopUpsOf } from '../../activities/services/payTopUps.ts'
import type { ChainIntent } from '../../chain/intent.ts'
import type { StepEngine } from '../../chain/step/engine.ts'
import { ChainStepError } from '../../chain/step/errors.ts'
import { accountBalance, ledgerSum } from '../../db/ledger/balances.ts'
import { claimDueTopUps, claimTopUpsOf } from '../../db/topUps/claimDueTopUps.ts'
import { markTopUpsPaid } from '../../db/topUps/markTopUpsPaid.ts'
import { walletsOfUsers } from '../../db/wallets/walletsOfUsers.ts'
import type { UserId } from '../../domain/ids.ts'
import { releasedOrder, someProof, someTerms, someUser, usdc } from '../setup/books.ts'
import { useTestDatabase } from '../setup/useDatabase.ts'

const { db } = await useTestDatabase({ maxConnections: 20 })
let seller: UserId

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

/** Two top-ups for milestones of an order of the seller, beside the one of the order itself. */
async function oweMilestones(): Promise<string> {
  const [orderId = ''] = await owe(1)
  await db.sql`
    insert into top_ups (order_id, user_id, cause, amount_stroops)
    values (${orderId}, ${seller}, 'a:1', 1000), (${orderId}, ${seller}, 'b', 2000)`
  return orderId
}

describe('top-ups', () => {
  test('nothing due gives no batch', async () => {
    expect(await claimDueTopUps(db, 10)).toBeNull()
  })

  test('a batch names who is paid, where and how much', async () => {
    const [orderId] = await owe(1)
    const address = (await walletsOfUsers(db, [seller])).get(seller)?.address
    const batch = await claimDueTopUps(db, 10)
    expect(batch?.topUps).toEqual([{ orderId, userId: seller, cause: '', address, amountStroops: '3000000' }])
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

  test('of several milestones of one order are batched apart, paid apart and posted once each', async () => {
    const orderId = await oweMilestones()
    const keys = []
    for (let batch = await claimDueTopUps(db, 1); batch; batch = await claimDueTopUps(db, 1)) {
      expect(batch.topUps.map((due) => due.orderId)).toEqual([orderId])
      keys.push(batch.batchKey)
      await markTopUpsPaid(db, batch.batchKey, someProof())
    }
    expect(keys.toSorted()).toEqual([`${orderId}:${seller}`, `${orderId}:${seller}:a:1`, `${orderId}:${seller}:b`])
    const posted =
      await db.sql`select posting_key from ledger_transactions where order_id = ${orderId} and kind = 'feeTopUp'`
    expect(posted.map((row) => row.posting_key).toSorted()).toEqual([
      `${orderId}:feeTopUp:${seller}`,
      `${orderId}:feeTopUp:${seller}:a:1`,
      `${orderId}:feeTopUp:${seller}:b`,
    ])
  })
})

describe('the top-ups of one user', () => {
  test('are claimed alone, before older ones of others', async () => {
    await owe(2)
    const first = seller
    seller = await someUser(db)
    const [orderId] = await owe(1)
    const batch = await claimTopUpsOf(db, seller, 10)
    expect(batch?.topUps.map((due) => [due.orderId, due.userId])).toEqual([[orderId, seller]])
    expect((await claimTopUpsOf(db, first, 10))?.topUps).toHaveLength(2)
  })

  test('that are in a batch already are claimed with it, key and members unchanged, before the others', async () => {
    await owe(1)
    const other = seller
    seller = await someUser(db)
    await owe(1)
    const shared = await claimDueTopUps(db, 10)
    expect(new Set(shared?.topUps.map(({ userId }) => userId))).toEqual(new Set([other, seller]))
    await owe(1)
    expect(await claimTopUpsOf(db, seller, 10)).toEqual(shared)
    await markTopUpsPaid(db, shared?.batchKey ?? '', someProof())
    expect((await claimTopUpsOf(db, seller, 10))?.topUps).toHaveLength(1)
    expect(await claimTopUpsOf(db, other, 10)).toBeNull()
  })

  test('are none when nothing is due to that user, whatever is due to others', async () => {
    await owe(1)
    expect(await claimTopUpsOf(db, await someUser(db), 10)).toBeNull()
  })
})

/** A treasury that pays each step once, and remembers every request to pay. */
function someTreasury() {
  const asked: { stepKey: string; intent: ChainIntent }[] = []
  const paid = new Map<string, string>()
  const finish: StepEngine['finish'] = async (stepKey, intent) => {
    asked.push({ stepKey, intent })
    const hash = paid.get(stepKey) ?? someProof().transactionHash
    paid.set(stepKey, hash)
    return { hash, innerHash: hash, ledger: 9, contractId: null, distributions: [] }
  }
  const engine: StepEngine = { finish, prepare: () => Promise.reject(new Error('A top-up is not prepared')) }
  return { engine, asked, paid }
}

const context = (signal = new AbortController().signal) => ({ signal, heartbeat: () => undefined })

describe('settling what is due to one user', () => {
  test('pays every batch of that user before it returns, and leaves the others alone', async () => {
    await owe(1)
    const other = seller
    seller = await someUser(db)
    await oweMilestones()
    await claimDueTopUps(db, 2)
    await owe(1)
    const { engine, paid } = someTreasury()
    await settleTopUpsOf({ db, engine }, seller, context())
    expect(await claimTopUpsOf(db, seller, 10)).toBeNull()
    expect(await accountBalance(db, `wallet:${seller}`)).toBe(usdc(200) + 3_000n)
    // The other's top-up was in the batch that the treasury had begun.
    expect(await claimTopUpsOf(db, other, 10)).toBeNull()
    expect(paid.size).toBe(2)
  })

  test('asks nobody for anything when nothing is due', async () => {
    const { engine, asked } = someTreasury()
    await settleTopUpsOf({ db, engine }, seller, context())
    expect(asked).toEqual([])
  })

  test('by ten activities at once pays and posts once: each asks for the same step with the same payments', async () => {
    await owe(3)
    const before = await accountBalance(db, 'treasury')
    const { engine, asked, paid } = someTreasury()
    await Promise.all(Array.from({ length: 10 }, () => settleTopUpsOf({ db, engine }, seller, context())))
    expect(await accountBalance(db, 'treasury')).toBe(before - usdc(0.9))
    expect(await accountBalance(db, `wallet:${seller}`)).toBe(usdc(300))
    expect(paid.size).toBe(1)
    expect(new Set(asked.map((step) => JSON.stringify(step))).size).toBe(1)
  })

  test('that the treasury cannot pay fails with its reason and leaves the batch as it is', async () => {
    await owe(1)
    const refusal = new ChainStepError({ verdict: 'ask_human', message: 'The treasury is empty.' })
    const { engine } = someTreasury()
    const broke = { ...engine, finish: () => Promise.reject(refusal) }
    await expect(settleTopUpsOf({ db, engine: broke }, seller, context())).rejects.toBe(refusal)
    expect((await claimTopUpsOf(db, seller, 10))?.topUps).toHaveLength(1)
  })

  test('stops at a cancellation before it asks for anything', async () => {
    await owe(1)
    const { engine, asked } = someTreasury()
    const aborted = AbortSignal.abort(new Error('the worker stops'))
    await expect(settleTopUpsOf({ db, engine }, seller, context(aborted))).rejects.toThrow('the worker stops')
    expect(asked).toEqual([])
  })
})
