import { expect, test } from 'vitest'
import { createReadyParties } from '../../activities/escrow/parties.ts'
import { claimWalletBatch } from '../../db/wallets/claimWalletBatch.ts'
import { markWalletsReady } from '../../db/wallets/markWalletsReady.ts'
import { walletsOfUsers } from '../../db/wallets/walletsOfUsers.ts'
import type { UserId } from '../../domain/ids.ts'
import { stroops } from '../../domain/money.ts'
import { someProof, someTerms, someUser } from '../setup/books.ts'
import { useTestDatabase } from '../setup/useDatabase.ts'

const platform = { treasuryAddress: 'GTREASURY', resolverAddress: 'GRESOLVER' }

const books = await useTestDatabase()
let asked = 0

/** The database, counting how often somebody turns to it. */
function counted() {
  asked = 0
  return {
    ...books.db,
    get sql() {
      asked += 1
      return books.db.sql
    },
  }
}

async function makeReady(): Promise<void> {
  const batch = await claimWalletBatch(books.db, 10)
  if (batch === null) throw new Error('No wallet waits to be made')
  await markWalletsReady(books.db, { addresses: batch.addresses, ...someProof() })
}

async function addressOf(userId: UserId): Promise<string | undefined> {
  return (await walletsOfUsers(books.db, [userId])).get(userId)?.address
}

test('the parties of an order are asked for until their wallets are ready, and never again', async () => {
  const [buyer, seller] = [await someUser(books.db), await someUser(books.db)]
  const terms = someTerms(buyer, seller, stroops(1n))
  const readyParties = createReadyParties({ db: counted(), ...platform })
  await expect(readyParties(terms)).rejects.toMatchObject({
    type: 'WalletNotReady',
    message: expect.stringContaining('the buyer'),
  })
  await makeReady()
  const expected = {
    buyer: await addressOf(buyer),
    seller: await addressOf(seller),
    treasury: 'GTREASURY',
    resolver: 'GRESOLVER',
  }
  expect(await readyParties(terms)).toEqual(expected)
  expect(await readyParties(terms)).toEqual(expected)
  expect(asked).toBe(2)
})

test('nobody is remembered for somebody else: an order of one known and one new party names both', async () => {
  const [buyer, seller] = [await someUser(books.db), await someUser(books.db)]
  await makeReady()
  const readyParties = createReadyParties({ db: counted(), ...platform })
  await readyParties(someTerms(buyer, seller, stroops(1n)))
  const newcomer = await someUser(books.db)
  await makeReady()
  const { buyer: first, seller: second } = await readyParties(someTerms(newcomer, buyer, stroops(1n)))
  expect([first, second]).toEqual([await addressOf(newcomer), await addressOf(buyer)])
})

test('a wallet of somebody unknown is a fault of ours', async () => {
  const readyParties = createReadyParties({ db: books.db, ...platform })
  const terms = someTerms(await someUser(books.db), 'usr_00000000000000000000000000' as UserId, stroops(1n))
  await makeReady()
  await expect(readyParties(terms)).rejects.toThrow(/the seller, has no wallet/)
})
