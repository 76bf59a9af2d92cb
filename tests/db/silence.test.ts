import { beforeAll, describe, expect, test } from 'vitest'
import { type OpenFinding, recordFindings } from '../../db/audit/findings.ts'
import { recordRejection } from '../../db/commands/recordRejection.ts'
import type { Database } from '../../db/connect.ts'
import { commitTransfers } from '../../db/deposits/commitTransfers.ts'
import { assignDispute } from '../../db/disputes/assign.ts'
import { withOutbox } from '../../db/events/append.ts'
import { createUser } from '../../db/users/createUser.ts'
import { insertSpareWallets } from '../../db/wallets/insertSpareWallets.ts'
import { markWalletsReady } from '../../db/wallets/markWalletsReady.ts'
import { walletsOfUsers } from '../../db/wallets/walletsOfUsers.ts'
import type { CheckResult } from '../../domain/audit/finding.ts'
import { invariant } from '../../domain/invariant.ts'
import { createdOrder, randomAddress, someCommand, someTerms, someUser, usdc } from '../setup/books.ts'
import { useTestDatabase } from '../setup/useDatabase.ts'
import { disputeIt, orderInProgress, someTransfer } from './disputing.ts'

const test_ = await useTestDatabase()
/** The database, with what is told written down instead. */
let db: Database
const told: string[] = []
beforeAll(async () => {
  db = { ...test_.db, news: { tell: (channel) => void told.push(channel) } }
})

async function toldBy(work: () => Promise<unknown>): Promise<string[]> {
  told.length = 0
  await work()
  return [...told]
}

describe('a transaction', () => {
  const event = { type: 'user.created', aggregateId: 'usr_1', payload: { userId: 'usr_1' } } as const

  test('that appended events tells of them once, when others can read them', async () => {
    let wasEarly = false
    const news = await toldBy(() =>
      withOutbox(db, async (_tx, append) => {
        await append([event])
        await append([event, event])
        wasEarly = told.length > 0
      }),
    )
    expect([wasEarly, news]).toEqual([false, ['events']])
  })

  test('that appended none tells nothing, and gives back what its work gave', async () => {
    const news = await toldBy(async () => {
      expect(await withOutbox(db, async (_tx, append) => ['done', await append([])])).toEqual(['done', undefined])
    })
    expect(news).toEqual([])
  })

  test('that fails after its events tells nothing', async () => {
    const news = await toldBy(async () => {
      const failing = withOutbox(db, async (_tx, append) => {
        await append([event])
        throw new Error('broken')
      })
      await expect(failing).rejects.toThrow('broken')
    })
    expect(news).toEqual([])
  })
})

describe('nobody is called to read where nothing was written:', () => {
  test('a user is told of when created, and neither when known already nor when there is no wallet left', async () => {
    await insertSpareWallets(db, [{ address: randomAddress(), keyId: 'k1', ciphertext: 'c2VhbGVk' }])
    const draft = { externalUserId: 'known', email: null, type: 'BOTH' } as const
    expect(await toldBy(() => createUser(db, draft))).toEqual(['events'])
    expect(await toldBy(() => createUser(db, draft))).toEqual([])
    const late = toldBy(async () => {
      expect(await createUser(db, { ...draft, externalUserId: 'late' })).toEqual({ noWallet: true })
    })
    expect(await late).toEqual([])
  })

  test('a wallet is told of when it becomes ready, and not when it was', async () => {
    const wallets = await walletsOfUsers(db, [await someUser(db)])
    const addresses = [...wallets.values()].map(({ address }) => address)
    const proof = { addresses, transactionHash: 'hash', ledger: 5 }
    expect(await toldBy(() => markWalletsReady(db, proof))).toEqual(['events'])
    expect(await toldBy(() => markWalletsReady(db, proof))).toEqual([])
  })

  test('a dispute is told of when it gets to another person, and not when it stays', async () => {
    const terms = someTerms(await someUser(db, usdc(5)), await someUser(db), usdc(5))
    const { dispute } = await disputeIt(db, await orderInProgress(db, terms))
    invariant(dispute, 'The order was disputed')
    expect(await toldBy(() => assignDispute(db, dispute.disputeId, 'dana'))).toEqual(['events'])
    expect(await toldBy(() => assignDispute(db, dispute.disputeId, 'dana'))).toEqual([])
  })

  test('a difference is told of when it is too old, and not before nor again', async () => {
    const open: OpenFinding[] = []
    const found = (ledger: number) => {
      const difference = { kind: 'ledger_chain', subject: 'late', expected: '2', actual: '1' } as const
      const result: CheckResult = { kind: 'ledger_chain', subjects: ['late'], differences: [difference], ledger }
      return toldBy(() => recordFindings(db, [result], open, ledger))
    }
    expect([await found(100), await found(103), await found(104)]).toEqual([[], ['events'], []])
  })

  test('a deposit is told of when it is credited, and not when it was, nor when it is nothing', async () => {
    const userId = await someUser(db)
    const deposit = someTransfer({ verdict: 'deposit', to: randomAddress(), amount: usdc(1), userId })
    const nothing = someTransfer({ verdict: 'deposit', to: randomAddress(), amount: usdc(0), userId })
    const seen = (transfer: typeof deposit) => {
      const batch = { watcher: crypto.randomUUID(), expectedCursor: null, nextCursor: '1', ledger: 50 }
      return toldBy(() => commitTransfers(db, { ...batch, transfers: [transfer] }))
    }
    expect([await seen(deposit), await seen(deposit), await seen(nothing)]).toEqual([['events'], [], []])
  })

  test('a refusal is told of also when it was recorded before, and not when it came too early to be one', async () => {
    const buyer = await someUser(db, usdc(10))
    const { terms, version } = await createdOrder(db, someTerms(buyer, buyer, usdc(1)))
    const rejection = { code: 'INVALID_STATE', message: 'no' } as const
    const refused = { orderId: terms.orderId, kind: 'fund', rejection }
    const early = toldBy(async () => {
      const record = { ...refused, commandId: someCommand(), expectedVersion: version - 1 }
      expect(await recordRejection(db, record)).toEqual({ applied: false, rowVersion: version })
    })
    expect(await early).toEqual([])
    const record = { ...refused, commandId: someCommand(), expectedVersion: version }
    expect(await toldBy(() => recordRejection(db, record))).toEqual(['outcomes'])
    expect(await toldBy(() => recordRejection(db, record))).toEqual(['outcomes'])
  })
})
