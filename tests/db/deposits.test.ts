import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { cursorBefore, cursorLedger } from '../../chain/transfers/cursor.ts'
import { createStepStore } from '../../db/chainSteps/postgresStepStore.ts'
import { commitTransfers } from '../../db/deposits/commitTransfers.ts'
import { firstWalletLedger } from '../../db/deposits/firstWalletLedger.ts'
import { WalletGivenAway } from '../../db/deposits/holdWallets.ts'
import { knownEscrowContracts } from '../../db/deposits/knownEscrowContracts.ts'
import { CursorMoved, setCursor } from '../../db/deposits/moveCursor.ts'
import { ownTransactions } from '../../db/deposits/ownTransactions.ts'
import { readCursor } from '../../db/deposits/readCursor.ts'
import type { ClassifiedTransfer } from '../../db/deposits/transfer.ts'
import { walletOwners } from '../../db/deposits/walletOwners.ts'
import { accountBalance, chainAccounts, ledgerSum } from '../../db/ledger/balances.ts'
import { insertSpareWallets } from '../../db/wallets/insertSpareWallets.ts'
import { markWalletsReady } from '../../db/wallets/markWalletsReady.ts'
import type { UserId } from '../../domain/ids.ts'
import { deploy, randomAddress, randomContract, reservedOrder, someTerms, someUser, usdc } from '../setup/books.ts'
import { useTestDatabase } from '../setup/useDatabase.ts'

const { db } = await useTestDatabase({ maxConnections: 20 })

const randomHash = (): string => randomBytes(32).toString('hex')

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
    expect(await commitTransfers(db, batch)).toMatchObject({ credited: 1 })
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
    expect(await commitTransfers(db, firstBatch(batch))).toMatchObject({ credited: 3 })
    expect([await available(ann), await available(bob)]).toEqual([usdc(2), usdc(1)])
  })

  test('credits an event once: twice in a batch, again in a later batch, or by another watcher', async () => {
    const userId = await someUser(db)
    const deposit = transfer({ userId })
    const batch = firstBatch([deposit, deposit])
    expect(await commitTransfers(db, batch)).toMatchObject({ credited: 1 })
    expect(await commitTransfers(db, { ...batch, expectedCursor: '1', nextCursor: '2' })).toMatchObject({ credited: 0 })
    expect(await commitTransfers(db, firstBatch([deposit]))).toMatchObject({ credited: 0 })
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
    const others = (['own_escrow', 'top_up', 'outgoing'] as const).map((verdict) => transfer({ verdict, userId }))
    expect(await commitTransfers(db, firstBatch(others))).toMatchObject({ credited: 0 })
    expect(await available(userId)).toBe(0n)
    expect(await accountBalance(db, 'treasury')).toBe(before)
    const recorded = await db.sql`
      select verdict from chain_transfers where event_id in ${db.sql(others.map(({ eventId }) => eventId))} order by event_id`
    expect(recorded.map(({ verdict }) => verdict)).toEqual(['own_escrow', 'top_up', 'outgoing'])
  })

  test('keeps nothing of what strangers pay each other', async () => {
    const stranger = transfer({ verdict: 'ignored' })
    const batch = firstBatch([stranger])
    expect(await commitTransfers(db, batch)).toEqual({ credited: 0, alarming: [] })
    expect(await db.sql`select from chain_transfers where event_id = ${stranger.eventId}`).toHaveLength(0)
    expect(await readCursor(db, batch.watcher)).toBe('1')
  })

  test('books the funding of the treasury against the outside', async () => {
    const before = await accountBalance(db, 'treasury')
    expect(await commitTransfers(db, firstBatch([transfer({ verdict: 'treasury_funding' })]))).toMatchObject({
      credited: 0,
    })
    expect(await accountBalance(db, 'treasury')).toBe(before + usdc(1))
    expect(await ledgerSum(db)).toBe(0n)
  })

  test('takes a transfer of nothing and a single stroop for what they are', async () => {
    const userId = await someUser(db)
    const batch = firstBatch([transfer({ userId, amountStroops: '0' }), transfer({ userId, amountStroops: '1' })])
    expect(await commitTransfers(db, batch)).toMatchObject({ credited: 1 })
    expect(await available(userId)).toBe(1n)
  })
})

describe('a transfer that somebody has to look at', () => {
  const told = async (type: string, address: string) =>
    (await db.sql`select payload from events where event_type = ${type} and aggregate_id = ${address}`).map(
      ({ payload }) => payload,
    )

  test('out of a wallet of ours is recorded and told once, and books nothing', async () => {
    const senderId = await someUser(db, usdc(5))
    const lost = transfer({ verdict: 'unexplained', senderId, amountStroops: '12345678' })
    expect(await commitTransfers(db, firstBatch([lost]))).toEqual({ credited: 0, alarming: [lost] })
    expect(await commitTransfers(db, firstBatch([lost]))).toEqual({ credited: 0, alarming: [] })
    const payload = {
      address: lost.from,
      userId: senderId,
      to: lost.to,
      amount: '1.23',
      amountExact: '1.2345678',
      currency: 'USD',
      transactionHash: lost.transactionHash,
      ledger: 50,
    }
    expect(await told('wallet.unexplained_transfer', lost.from)).toEqual([payload])
    const rows = await db.sql`select verdict, user_id from chain_transfers where event_id = ${lost.eventId}`
    expect(rows).toMatchObject([{ verdict: 'unexplained', user_id: null }])
    expect(await accountBalance(db, `wallet:${senderId}`)).toBe(usdc(5))
    expect(await available(senderId)).toBe(usdc(5))
  })

  test('is told even when it moved nothing, because it took the key', async () => {
    const lost = transfer({ verdict: 'unexplained', amountStroops: '0' })
    expect(await commitTransfers(db, firstBatch([lost]))).toMatchObject({ alarming: [lost] })
    expect(await told('wallet.unexplained_transfer', lost.from)).toHaveLength(1)
  })

  test('to a wallet without an owner is held in suspense under its address, and the wallet is kept back', async () => {
    const address = await spareWallet()
    const before = await accountBalance(db, 'suspense')
    const stray = transfer({ verdict: 'stray_deposit', to: address, amountStroops: '7' })
    const again = transfer({ verdict: 'stray_deposit', to: address, amountStroops: '4' })
    expect(await commitTransfers(db, firstBatch([stray]))).toEqual({ credited: 0, alarming: [stray] })
    expect(await commitTransfers(db, firstBatch([again]))).toMatchObject({ alarming: [again] })
    expect(await accountBalance(db, `wallet:${address}`)).toBe(11n)
    expect((await accountBalance(db, 'suspense')) - before).toBe(11n)
    expect(await chainAccounts(db)).toContainEqual({ account: `wallet:${address}`, address, balanceStroops: 11n })
    expect(await told('wallet.stray_deposit', address)).toMatchObject([{ amountExact: '0.0000007' }, {}])
    expect(await someUser(db)).not.toBeNull()
    const [wallet] = await db.sql`select status, user_id from wallets where address = ${address}`
    expect(wallet).toEqual({ status: 'HELD', user_id: null })
    await expect(db.sql`update wallets set status = 'SPARE' where address = ${address}`).rejects.toThrow('stranger')
  })

  test('to a wallet that got an owner while it was judged is judged again', async () => {
    const userId = await someUser(db)
    const [wallet] = await db.sql<{ address: string }[]>`select address from wallets where user_id = ${userId}`
    const batch = firstBatch([transfer({ verdict: 'stray_deposit', to: wallet?.address ?? '' })])
    await expect(commitTransfers(db, batch)).rejects.toThrow(WalletGivenAway)
    expect(await readCursor(db, batch.watcher)).toBeNull()
    expect(await db.sql`select from chain_transfers where to_address = ${wallet?.address ?? ''}`).toHaveLength(0)
  })

  /** Older than any other, so that it would be the next one given away. */
  async function spareWallet(): Promise<string> {
    const address = randomAddress()
    await insertSpareWallets(db, [{ address, keyId: 'k1', ciphertext: 'c2VhbGVk' }])
    await db.sql`update wallets set created_at = '2020-01-01' where address = ${address}`
    return address
  }
})

describe('the cursor', () => {
  test('can be set by an operator, also before anything was read', async () => {
    const watcher = crypto.randomUUID()
    const put = (ledger: number) => setCursor(db, { watcher, cursor: cursorBefore(ledger), ledger })
    expect(await put(7)).toEqual({ before: null })
    expect(await put(9)).toEqual({ before: cursorBefore(7) })
    expect(await readCursor(db, watcher)).toBe(cursorBefore(9))
    expect(cursorLedger(cursorBefore(9))).toBe(9)
  })

  test('set meanwhile refuses what was read from its old place', async () => {
    const batch = firstBatch([])
    await commitTransfers(db, batch)
    await setCursor(db, { watcher: batch.watcher, cursor: cursorBefore(9), ledger: 9 })
    await expect(commitTransfers(db, { ...batch, expectedCursor: '1', nextCursor: '2' })).rejects.toThrow(CursorMoved)
  })
})

test('the first wallet tells from which ledger on nothing may be missed', async () => {
  const before = await firstWalletLedger(db)
  const userId = await someUser(db)
  const ready = async (ledger: number) => {
    const [wallet] = await db.sql<{ address: string }[]>`select address from wallets where user_id = ${userId}`
    await markWalletsReady(db, { addresses: [wallet?.address ?? ''], transactionHash: 'ready', ledger })
  }
  expect(before).toBeNull()
  await ready(41)
  expect(await firstWalletLedger(db)).toBe(41)
})

test('transactions of our own steps are told from others', async () => {
  const hash = randomHash()
  await createStepStore(db).insert({
    stepKey: `step-${hash}`,
    attempt: 1,
    kind: 'fund',
    orderId: null,
    envelopeXdr: 'AAAA',
    hash,
    innerHash: hash,
    sourceAddress: randomAddress(),
    sequence: '1',
    maxTimeSeconds: 1,
    contractId: null,
    status: 'PREPARED',
    ledger: null,
    resultXdr: null,
    failure: null,
  })
  expect(await ownTransactions(db, [hash, randomHash()])).toEqual(new Set([hash]))
  expect(await ownTransactions(db, [])).toEqual(new Set())
})

test('wallets are told apart by their owner, or that they have none', async () => {
  const userId = await someUser(db)
  const [wallet] = await db.sql<{ address: string }[]>`select address from wallets where user_id = ${userId}`
  const spare = randomAddress()
  await insertSpareWallets(db, [{ address: spare, keyId: 'k1', ciphertext: 'c2VhbGVk' }])
  const owners = await walletOwners(db, [wallet?.address ?? '', spare, randomAddress()])
  expect(owners).toEqual(
    new Map([
      [wallet?.address, userId],
      [spare, null],
    ]),
  )
})

test('escrow contracts of ours are told from strangers', async () => {
  const buyer = await someUser(db, usdc(5))
  const contractId = randomContract()
  await deploy(db, await reservedOrder(db, someTerms(buyer, buyer, usdc(5))), contractId)
  expect(await knownEscrowContracts(db, [contractId, randomContract()])).toEqual(new Set([contractId]))
})
