import { beforeEach, describe, expect, test } from 'vitest'
import { newId } from '../../db/newId.ts'
import { readPlatformAccount, savePlatformAccounts } from '../../db/platform/platformAccounts.ts'
import { createUser } from '../../db/users/createUser.ts'
import { readUser } from '../../db/users/readUser.ts'
import { claimWalletBatch } from '../../db/wallets/claimWalletBatch.ts'
import { countSpareWallets } from '../../db/wallets/countSpareWallets.ts'
import { insertSpareWallets } from '../../db/wallets/insertSpareWallets.ts'
import { markWalletsReady } from '../../db/wallets/markWalletsReady.ts'
import { pendingWallets } from '../../db/wallets/pendingWallets.ts'
import { readEncryptedKey } from '../../db/wallets/readEncryptedKey.ts'
import { walletsOfUsers } from '../../db/wallets/walletsOfUsers.ts'
import { randomAddress, someUser } from '../setup/books.ts'
import { useTestDatabase } from '../setup/useDatabase.ts'

const { db } = await useTestDatabase({ maxConnections: 50 })

async function addSpare(count: number): Promise<string[]> {
  const addresses = Array.from({ length: count }, randomAddress)
  await insertSpareWallets(
    db,
    addresses.map((address) => ({ address, keyId: 'k1', ciphertext: `sealed ${address}` })),
  )
  return addresses
}

let people = 0
const someone = () => ({ externalUserId: `marketplace-${++people}`, email: 'a@example.com', type: 'BUYER' as const })

describe('creating a user', () => {
  beforeEach(async () => {
    // No test inherits another's spare wallets.
    while ((await countSpareWallets(db)) > 0) await createUser(db, someone())
  })

  test('hands out an address at once and says that it is not on chain yet', async () => {
    const [address] = await addSpare(1)
    const draft = someone()
    const created = await createUser(db, draft)
    expect(created).toMatchObject({
      created: true,
      user: { ...draft, status: 'ACTIVE', walletAddress: address, walletStatus: 'PENDING' },
    })
    const user = 'user' in created ? created.user : null
    expect(await readUser(db, user?.id ?? newId('user'))).toEqual(user)
    expect(user?.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    const [event] = await db.sql`select event_type, payload from events where aggregate_id = ${user?.id ?? ''}`
    expect(event).toMatchObject({ event_type: 'user.created', payload: { externalUserId: draft.externalUserId } })
  })

  test('with an external id that is known returns its user and takes no wallet', async () => {
    await addSpare(2)
    const draft = someone()
    const first = await createUser(db, draft)
    const again = await createUser(db, { ...draft, email: 'other@example.com' })
    expect(again).toEqual({ ...first, created: false })
    expect(await countSpareWallets(db)).toBe(1)
  })

  test('fifty times at once for one external id makes one user with one wallet', async () => {
    await addSpare(50)
    const draft = someone()
    const results = await Promise.all(Array.from({ length: 50 }, () => createUser(db, draft)))
    const ids = new Set(results.map((result) => ('user' in result ? result.user.id : 'none')))
    expect(ids.size).toBe(1)
    expect(results.filter((result) => 'created' in result && result.created)).toHaveLength(1)
    expect(await countSpareWallets(db)).toBe(49)
  })

  test('fifty different ones at once get fifty different wallets', async () => {
    await addSpare(50)
    const results = await Promise.all(Array.from({ length: 50 }, () => createUser(db, someone())))
    const addresses = new Set(results.map((result) => ('user' in result ? result.user.walletAddress : 'none')))
    expect(addresses.size).toBe(50)
    expect(addresses.has('none')).toBe(false)
  })

  test('without a spare wallet creates nothing and says so; with one it succeeds', async () => {
    const draft = someone()
    expect(await createUser(db, draft)).toEqual({ noWallet: true })
    await addSpare(1)
    expect(await createUser(db, draft)).toMatchObject({ created: true })
  })
})

describe('wallets', () => {
  test('a batch keeps its wallets until they are ready, whoever comes meanwhile', async () => {
    await settleAll()
    const users = [await someUser(db), await someUser(db), await someUser(db)]
    const first = await claimWalletBatch(db, 2)
    expect(first?.addresses).toHaveLength(2)
    await someUser(db)
    expect(await claimWalletBatch(db, 10)).toEqual(first)
    await ready(first?.addresses ?? [])
    const second = await claimWalletBatch(db, 10)
    expect(second?.addresses).toHaveLength(2)
    expect(second?.batchKey).not.toBe(first?.batchKey)
    await ready(second?.addresses ?? [])
    expect(await claimWalletBatch(db, 10)).toBeNull()
    for (const user of users) expect((await walletsOfUsers(db, [user])).get(user)?.status).toBe('READY')
  })

  test('twenty workers that claim at once get the same batch', async () => {
    await settleAll()
    for (let n = 0; n < 5; n++) await someUser(db)
    const batches = await Promise.all(Array.from({ length: 20 }, () => claimWalletBatch(db, 3)))
    expect(new Set(batches.map((batch) => JSON.stringify(batch))).size).toBe(1)
  })

  test('a wallet becomes ready once and says so in one event, however often it is reported', async () => {
    const user = await someUser(db)
    const wallet = (await walletsOfUsers(db, [user])).get(user)
    expect(wallet?.status).toBe('PENDING')
    expect((await pendingWallets(db, 100)).map(({ userId }) => userId)).toContain(user)
    await Promise.all([ready([wallet?.address ?? '']), ready([wallet?.address ?? ''])])
    expect((await walletsOfUsers(db, [user])).get(user)).toEqual({ address: wallet?.address, status: 'READY' })
    const events =
      await db.sql`select 1 from events where event_type = 'wallet.ready' and aggregate_id = ${wallet?.address ?? ''}`
    expect(events).toHaveLength(1)
  })

  test('the sealed key of an address is found, of a stranger is not', async () => {
    const [address = ''] = await addSpare(1)
    expect(await readEncryptedKey(db, address)).toEqual({
      address,
      userId: null,
      keyId: 'k1',
      ciphertext: `sealed ${address}`,
      status: 'SPARE',
    })
    expect(await readEncryptedKey(db, randomAddress())).toBeNull()
  })

  test('a known address keeps its key when it is inserted again', async () => {
    const [address = ''] = await addSpare(1)
    await insertSpareWallets(db, [{ address, keyId: 'k2', ciphertext: 'other' }])
    expect(await readEncryptedKey(db, address)).toMatchObject({ keyId: 'k1' })
  })

  async function ready(addresses: readonly string[]): Promise<void> {
    await markWalletsReady(db, { addresses, transactionHash: 'h', ledger: 5 })
  }

  async function settleAll(): Promise<void> {
    await ready((await pendingWallets(db, 1_000)).map(({ address }) => address))
  }
})

describe("the platform's own accounts", () => {
  test('are known by role once a worker has announced them; the last announcement counts', async () => {
    await expect(readPlatformAccount(db, 'treasury')).rejects.toThrow('Start a worker first')
    await savePlatformAccounts(db, [
      { role: 'treasury', address: 'GA' },
      { role: 'deployer 1', address: 'GD' },
    ])
    await savePlatformAccounts(db, [{ role: 'treasury', address: 'GB' }])
    expect(await readPlatformAccount(db, 'treasury')).toBe('GB')
    expect(await readPlatformAccount(db, 'deployer 1')).toBe('GD')
  })
})
