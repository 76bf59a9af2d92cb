import { describe, expect, test } from 'vitest'
import { readCommand } from '../../../db/commands/read.ts'
import { recordRejection } from '../../../db/commands/recordRejection.ts'
import { ledgerSum, userBalance } from '../../../db/ledger/balances.ts'
import { newId } from '../../../db/newId.ts'
import { commitWithdrawalChange } from '../../../db/withdrawals/commitChange.ts'
import { isOurAddress } from '../../../db/withdrawals/isOurs.ts'
import { listWithdrawals } from '../../../db/withdrawals/list.ts'
import { readWithdrawal } from '../../../db/withdrawals/read.ts'
import type { WithdrawalId } from '../../../domain/ids.ts'
import { failWithdrawal } from '../../../domain/withdrawal/changes/fail.ts'
import { requestWithdrawal } from '../../../domain/withdrawal/changes/request.ts'
import { refuseDestination } from '../../../domain/withdrawal/destination.ts'
import { giveMoney, requested, someCommand, someUser, someWithdrawal, takeOut, usdc } from '../../setup/books.ts'
import { useTestDatabase } from '../../setup/useDatabase.ts'
import { NO_TRUST, pendingOf, postingsOf, toldOf, waitingForLocks } from './scene.ts'

const { db } = await useTestDatabase()

describe('asking for a withdrawal', () => {
  test('sets the amount aside and answers the command, in one transaction', async () => {
    const user = await someUser(db, usdc(100))
    const terms = someWithdrawal(user, usdc(30), { memo: { type: 'id', value: '18446744073709551615' } })
    const { change } = requestWithdrawal(terms, someCommand())
    expect(await commitWithdrawalChange(db, change)).toEqual({ applied: true })
    expect(await readWithdrawal(db, terms.withdrawalId)).toEqual({
      id: terms.withdrawalId,
      userId: user,
      amountStroops: usdc(30),
      destination: terms.destination,
      memo: terms.memo,
      status: 'PENDING',
      failureCode: null,
      failureReason: null,
      transactionHash: null,
      ledger: null,
      requestedAt: expect.stringMatching(/Z$/),
      finishedAt: null,
    })
    expect(await userBalance(db, user)).toEqual({
      availableStroops: usdc(70),
      reservedStroops: 0n,
      withdrawingStroops: usdc(30),
    })
    const command = await readCommand(db, change.commandId)
    expect(command).toMatchObject({
      status: 'SUCCEEDED',
      kind: 'withdraw',
      orderId: terms.withdrawalId,
      snapshot: null,
    })
    expect(await toldOf(db, terms.withdrawalId)).toEqual(['withdrawal.requested', 'balance.reserved'])
  })

  test('for more than there is is refused, changes nothing, and stays refused when money has come', async () => {
    const user = await someUser(db, usdc(10))
    const terms = someWithdrawal(user, usdc(10.01))
    const { change } = requestWithdrawal(terms, someCommand())
    const refused = {
      applied: false,
      rejection: { code: 'INSUFFICIENT_FUNDS', details: { available: '10.00', required: '10.01' } },
    }
    expect(await commitWithdrawalChange(db, change)).toMatchObject(refused)
    await giveMoney(db, user, usdc(50))
    expect(await commitWithdrawalChange(db, change)).toMatchObject(refused)
    expect(await readWithdrawal(db, terms.withdrawalId)).toBeNull()
    expect(await postingsOf(db, terms.withdrawalId)).toEqual([])
    expect(await toldOf(db, terms.withdrawalId)).toEqual([])
    expect(await readCommand(db, change.commandId)).toMatchObject({ status: 'REJECTED', kind: 'withdraw' })
  })

  test('by somebody whom nothing was ever paid to is refused', async () => {
    const { change } = requestWithdrawal(someWithdrawal(await someUser(db), usdc(1)), someCommand())
    const details = { available: '0.00', required: '1.00' }
    expect(await commitWithdrawalChange(db, change)).toMatchObject({ applied: false, rejection: { details } })
  })

  test('to an address that is refused leaves an outcome and nothing else, and stays refused', async () => {
    const user = await someUser(db, usdc(10))
    const { change } = requestWithdrawal(someWithdrawal(user, usdc(5)), someCommand())
    const { withdrawalId, commandId } = change
    const rejection = refuseDestination(change.terms.destination, 'no_trustline')
    await recordRejection(db, { orderId: withdrawalId, commandId, kind: 'withdraw', rejection })
    expect(await readCommand(db, commandId)).toMatchObject({ status: 'REJECTED', orderId: withdrawalId, rejection })
    expect(await commitWithdrawalChange(db, change)).toEqual({ applied: false, rejection })
    expect(await userBalance(db, user)).toMatchObject({ availableStroops: usdc(10), withdrawingStroops: 0n })
  })

  test('twice at the same moment sets it aside once', async () => {
    const user = await someUser(db, usdc(100))
    const { change } = requestWithdrawal(someWithdrawal(user, usdc(60)), someCommand())
    const results = await Promise.all(Array.from({ length: 8 }, () => commitWithdrawalChange(db, change)))
    expect(results.every(({ applied }) => applied)).toBe(true)
    expect(await userBalance(db, user)).toMatchObject({ availableStroops: usdc(40), withdrawingStroops: usdc(60) })
    expect(await toldOf(db, change.withdrawalId)).toHaveLength(2)
  })

  test('twenty times at once for the whole balance lets exactly one have it', async () => {
    const user = await someUser(db, usdc(100))
    const results = await Promise.all(
      Array.from({ length: 20 }, () =>
        commitWithdrawalChange(db, requestWithdrawal(someWithdrawal(user, usdc(100)), someCommand()).change),
      ),
    )
    expect(results.filter(({ applied }) => applied)).toHaveLength(1)
    for (const result of results) {
      if (!result.applied) expect(result.rejection.code).toBe('INSUFFICIENT_FUNDS')
    }
    expect(await userBalance(db, user)).toEqual({
      availableStroops: 0n,
      reservedStroops: 0n,
      withdrawingStroops: usdc(100),
    })
  })

  test('refused and asked for again at the same moment is one of the two, whole', async () => {
    for (let round = 0; round < 15; round += 1) {
      const user = await someUser(db, usdc(1))
      const { change } = requestWithdrawal(someWithdrawal(user, usdc(2)), someCommand())
      const both = await Promise.all([
        commitWithdrawalChange(db, change),
        giveMoney(db, user, usdc(5)),
        commitWithdrawalChange(db, change),
      ])
      const [first, , second] = both
      expect(second.applied).toBe(first.applied)
      const command = await readCommand(db, change.commandId)
      expect(command?.status).toBe(first.applied ? 'SUCCEEDED' : 'REJECTED')
      expect(await pendingOf(db, change.withdrawalId)).toBe(first.applied ? usdc(2) : 0n)
    }
  })
})

test('a request that is refused by another run, which is not committed yet, is not taken as well', async () => {
  const user = await someUser(db, usdc(5))
  const { change } = requestWithdrawal(someWithdrawal(user, usdc(5)), someCommand())
  let taking: ReturnType<typeof commitWithdrawalChange> | undefined
  await db.sql.begin(async (tx) => {
    await tx`
      insert into commands (command_id, order_id, kind, status, rejection, settled_at)
      values (${change.commandId}, ${change.withdrawalId}, 'withdraw', 'REJECTED', '{"code": "INSUFFICIENT_FUNDS"}', now())`
    taking = commitWithdrawalChange(db, change)
    await expect.poll(() => waitingForLocks(db)).toBe(1)
  })
  expect(await taking).toEqual({ applied: false, rejection: { code: 'INSUFFICIENT_FUNDS' } })
  expect([await pendingOf(db, change.withdrawalId), await readWithdrawal(db, change.withdrawalId)]).toEqual([0n, null])
})

describe('the list of withdrawals', () => {
  test('is by user and status, newest first, page by page', async () => {
    const [user, other] = [await someUser(db, usdc(100)), await someUser(db, usdc(100))]
    const ids: WithdrawalId[] = []
    for (let n = 0; n < 5; n += 1) {
      const pending = await requested(db, someWithdrawal(user, usdc(1)))
      ids.unshift(pending.terms.withdrawalId)
      if (n === 2) await takeOut(db, failWithdrawal(pending, NO_TRUST))
    }
    await requested(db, someWithdrawal(other, usdc(1)))
    const found = async (query: object) => {
      const { withdrawals, hasMore } = await listWithdrawals(db, { userId: user, limit: 100, ...query })
      return { ids: withdrawals.map(({ id }) => id), hasMore }
    }
    expect(await found({})).toEqual({ ids, hasMore: false })
    expect(await found({ status: 'FAILED' })).toEqual({ ids: [ids[2]], hasMore: false })
    expect(await found({ limit: 2 })).toEqual({ ids: ids.slice(0, 2), hasMore: true })
    expect(await found({ limit: 2, cursor: ids[1] })).toEqual({ ids: ids.slice(2, 4), hasMore: true })
    const now = new Date()
    const soon = new Date(now.getTime() + 3_600_000).toISOString()
    expect(await found({ createdAfter: soon })).toEqual({ ids: [], hasMore: false })
    expect(await found({ createdBefore: soon })).toEqual({ ids, hasMore: false })
  })

  test('and a withdrawal by itself are empty where there is none', async () => {
    expect(await readWithdrawal(db, newId('withdrawal'))).toBeNull()
    expect(await listWithdrawals(db, { userId: newId('user'), limit: 5 })).toEqual({ withdrawals: [], hasMore: false })
  })
})

test('an address is ours as a wallet, given away or spare, or as an account of the platform', async () => {
  const user = await someUser(db)
  const [{ address } = { address: '' }] = await db.sql<{ address: string }[]>`
    select address from wallets where user_id = ${user}`
  await db.sql`insert into platform_accounts (role, address) values ('treasury', 'GTREASURY')`
  expect(await isOurAddress(db, address)).toBe(true)
  expect(await isOurAddress(db, 'GTREASURY')).toBe(true)
  expect(await isOurAddress(db, 'GSTRANGER')).toBe(false)
})

test('all of this has made no money and lost none', async () => {
  expect(await ledgerSum(db)).toBe(0n)
})
