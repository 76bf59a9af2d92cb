import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createStepStore } from '../../db/chainSteps/postgresStepStore.ts'
import { readCommand } from '../../db/commands/read.ts'
import { recordRejection } from '../../db/commands/recordRejection.ts'
import type { Database } from '../../db/connect.ts'
import { accountBalance, ledgerSum, userBalance } from '../../db/ledger/balances.ts'
import { newId } from '../../db/newId.ts'
import { listOperatorActions } from '../../db/operators/list.ts'
import { commitWithdrawalChange } from '../../db/withdrawals/commitChange.ts'
import { isOurAddress } from '../../db/withdrawals/isOurs.ts'
import { listWithdrawals } from '../../db/withdrawals/list.ts'
import { readWithdrawal } from '../../db/withdrawals/read.ts'
import { recordWithdrawalAction } from '../../db/withdrawals/recordAction.ts'
import type { UserId, WithdrawalId } from '../../domain/ids.ts'
import { completeWithdrawal } from '../../domain/withdrawal/changes/complete.ts'
import { failWithdrawal } from '../../domain/withdrawal/changes/fail.ts'
import { giveUpWithdrawal } from '../../domain/withdrawal/changes/giveUp.ts'
import { requestWithdrawal } from '../../domain/withdrawal/changes/request.ts'
import { refuseDestination } from '../../domain/withdrawal/destination.ts'
import { withdrawalStepKey } from '../../domain/withdrawal/terms.ts'
import {
  giveMoney,
  requested,
  someCommand,
  someProof,
  someUser,
  someWithdrawal,
  takeOut,
  usdc,
} from '../setup/books.ts'
import { createTestDatabase, type TestDatabase } from '../setup/postgres.ts'

let test_: TestDatabase
let db: Database
beforeAll(async () => {
  test_ = await createTestDatabase()
  db = test_.db
})
afterAll(() => test_.close())

const NO_TRUST = { code: 'no_trustline', reason: 'It has no trustline.' } as const
const pendingOf = (id: WithdrawalId) => accountBalance(db, `withdrawal:${id}:pending`)
const walletOf = (userId: UserId) => accountBalance(db, `wallet:${userId}`)

async function toldOf(withdrawalId: WithdrawalId): Promise<string[]> {
  const rows = await db.sql<{ type: string }[]>`
    select event_type as type from events where metadata ->> 'withdrawalId' = ${withdrawalId} order by position`
  return rows.map(({ type }) => type)
}

async function postingsOf(withdrawalId: WithdrawalId): Promise<string[]> {
  const rows = await db.sql<{ key: string }[]>`
    select posting_key as key from ledger_transactions where posting_key like ${`${withdrawalId}:%`} order by id`
  return rows.map(({ key }) => key.slice(withdrawalId.length + 1))
}

/** Stores an envelope of the withdrawal's payment, as the engine does after signing. */
async function signed(withdrawalId: WithdrawalId, attempt = 1): Promise<void> {
  const hash = randomBytes(32).toString('hex')
  await createStepStore(db).insert({
    stepKey: withdrawalStepKey(withdrawalId),
    attempt,
    kind: 'withdraw',
    orderId: null,
    envelopeXdr: 'AAAA',
    hash,
    innerHash: hash,
    sourceAddress: 'GA',
    sequence: '1',
    maxTimeSeconds: 1,
    contractId: null,
    status: 'PREPARED',
    ledger: null,
    resultXdr: null,
    failure: null,
  })
}

async function settle(withdrawalId: WithdrawalId, status: 'APPLIED' | 'FAILED' | 'EXPIRED', attempt = 1) {
  const settled = { status, ledger: 7, resultXdr: null, failure: null }
  await createStepStore(db).settle(withdrawalStepKey(withdrawalId), attempt, settled)
}

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
    expect(await toldOf(terms.withdrawalId)).toEqual(['withdrawal.requested', 'balance.reserved'])
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
    expect(await postingsOf(terms.withdrawalId)).toEqual([])
    expect(await toldOf(terms.withdrawalId)).toEqual([])
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
    expect(await toldOf(change.withdrawalId)).toHaveLength(2)
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
      expect(await pendingOf(change.withdrawalId)).toBe(first.applied ? usdc(2) : 0n)
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
    await expect.poll(() => waitingForLocks()).toBe(1)
  })
  expect(await taking).toEqual({ applied: false, rejection: { code: 'INSUFFICIENT_FUNDS' } })
  expect([await pendingOf(change.withdrawalId), await readWithdrawal(db, change.withdrawalId)]).toEqual([0n, null])
})

describe('a paid withdrawal', () => {
  test('takes the amount out of the wallet with its proof, once', async () => {
    const user = await someUser(db, usdc(100))
    const step = completeWithdrawal(await requested(db, someWithdrawal(user, usdc(30))), someProof())
    const id = step.change.withdrawalId
    const results = await Promise.all(Array.from({ length: 5 }, () => commitWithdrawalChange(db, step.change)))
    expect(results).toEqual(Array.from({ length: 5 }, () => ({ applied: true })))
    expect(await commitWithdrawalChange(db, step.change)).toEqual({ applied: true })
    const { posting } = step.change
    if (posting.rule !== 'paid') throw new Error('A completed withdrawal is paid')
    expect(await readWithdrawal(db, id)).toMatchObject({
      status: 'COMPLETED',
      transactionHash: posting.proof.transactionHash,
      ledger: 1_000,
      failureCode: null,
      finishedAt: expect.stringMatching(/Z$/),
    })
    expect([await pendingOf(id), await walletOf(user)]).toEqual([0n, usdc(70)])
    expect(await userBalance(db, user)).toMatchObject({ availableStroops: usdc(70), withdrawingStroops: 0n })
    expect(await postingsOf(id)).toEqual(['request', 'paid'])
    expect(await toldOf(id)).toEqual([
      'withdrawal.requested',
      'balance.reserved',
      'withdrawal.completed',
      'balance.debited',
    ])
  })

  test('is not paid a second time with another proof, nor given back', async () => {
    const user = await someUser(db, usdc(100))
    const pending = await requested(db, someWithdrawal(user, usdc(30)))
    await takeOut(db, completeWithdrawal(pending, someProof()))
    await expect(commitWithdrawalChange(db, completeWithdrawal(pending, someProof()).change)).rejects.toThrow(
      /is COMPLETED at version 2, so change wdr_\w+:paid/,
    )
    await expect(commitWithdrawalChange(db, failWithdrawal(pending, NO_TRUST).change)).rejects.toThrow(/is COMPLETED/)
    expect(await walletOf(user)).toBe(usdc(70))
  })

  test('cannot share its payment with another', async () => {
    const user = await someUser(db, usdc(100))
    const [one, other] = [
      await requested(db, someWithdrawal(user, usdc(30))),
      await requested(db, someWithdrawal(user, usdc(30))),
    ]
    const proof = someProof()
    await takeOut(db, completeWithdrawal(one, proof))
    await expect(commitWithdrawalChange(db, completeWithdrawal(other, proof).change)).rejects.toThrow(/duplicate key/)
    expect(await pendingOf(other.terms.withdrawalId)).toBe(usdc(30))
  })
})

describe('a withdrawal that failed', () => {
  test('gives all of it back, once', async () => {
    const user = await someUser(db, usdc(100))
    const step = failWithdrawal(await requested(db, someWithdrawal(user, usdc(30))), NO_TRUST)
    const id = step.change.withdrawalId
    await Promise.all(Array.from({ length: 5 }, () => takeOut(db, step)))
    expect(await readWithdrawal(db, id)).toMatchObject({
      status: 'FAILED',
      failureCode: 'no_trustline',
      failureReason: NO_TRUST.reason,
      transactionHash: null,
    })
    expect(await userBalance(db, user)).toMatchObject({ availableStroops: usdc(100), withdrawingStroops: 0n })
    expect(await postingsOf(id)).toEqual(['request', 'return'])
  })

  test.each(['PREPARED', 'APPLIED'] as const)('is not given back while its payment is %s', async (status) => {
    const user = await someUser(db, usdc(100))
    const pending = await requested(db, someWithdrawal(user, usdc(30)))
    const { withdrawalId } = pending.terms
    await signed(withdrawalId)
    await settle(withdrawalId, 'EXPIRED')
    await signed(withdrawalId, 2)
    if (status === 'APPLIED') await settle(withdrawalId, 'APPLIED', 2)
    const result = await commitWithdrawalChange(db, failWithdrawal(pending, NO_TRUST).change)
    expect(result).toMatchObject({ applied: false, rejection: { code: 'INVALID_STATE' } })
    expect(await readWithdrawal(db, withdrawalId)).toMatchObject({ status: 'PENDING' })
    expect([await pendingOf(withdrawalId), await postingsOf(withdrawalId)]).toEqual([usdc(30), ['request']])
  })

  test('is given back when every envelope of its payment is dead', async () => {
    const user = await someUser(db, usdc(100))
    const pending = await requested(db, someWithdrawal(user, usdc(30)))
    const { withdrawalId } = pending.terms
    await signed(withdrawalId)
    await settle(withdrawalId, 'EXPIRED')
    await signed(withdrawalId, 2)
    await settle(withdrawalId, 'FAILED', 2)
    await takeOut(db, failWithdrawal(pending, NO_TRUST))
    expect(await userBalance(db, user)).toMatchObject({ availableStroops: usdc(100) })
  })

  test.each(['given back', 'paid', 'never asked for'])(
    'an envelope is not stored for a withdrawal that is %s',
    async (state) => {
      const user = await someUser(db, usdc(100))
      const terms = someWithdrawal(user, usdc(30))
      if (state !== 'never asked for') {
        const pending = await requested(db, terms)
        await (state === 'paid'
          ? takeOut(db, completeWithdrawal(pending, someProof()))
          : takeOut(db, failWithdrawal(pending, NO_TRUST)))
      }
      await expect(signed(terms.withdrawalId)).rejects.toThrow(/no withdrawal of this name is pending/)
    },
  )

  test('and an envelope that is stored at the same moment are never both there', async () => {
    for (let round = 0; round < 40; round += 1) {
      const pending = await requested(db, someWithdrawal(await someUser(db, usdc(1)), usdc(1)))
      const { withdrawalId } = pending.terms
      const sign = async () => [
        await signed(withdrawalId).then(
          () => 'stored',
          () => 'not stored',
        ),
      ]
      const give = async () => {
        const { applied } = await commitWithdrawalChange(db, failWithdrawal(pending, NO_TRUST).change)
        return [applied ? 'given back' : 'kept']
      }
      const results = await Promise.all(round % 2 === 0 ? [sign(), give()] : [give(), sign()])
      const both = results.flat().toSorted().join()
      expect(['kept,stored', 'given back,not stored']).toContain(both)
    }
  })

  test('waits for an envelope whose storing is not committed yet, and then sees it', async () => {
    const user = await someUser(db, usdc(1))
    const pending = await requested(db, someWithdrawal(user, usdc(1)))
    const { withdrawalId } = pending.terms
    let giving: ReturnType<typeof commitWithdrawalChange> | undefined
    await db.sql.begin(async (tx) => {
      const hash = randomBytes(32).toString('hex')
      await tx`
        insert into chain_attempts (step_key, attempt, kind, envelope_xdr, hash, inner_hash, source_address, sequence, max_time_seconds, status)
        values (${withdrawalStepKey(withdrawalId)}, 1, 'withdraw', 'AAAA', ${hash}, ${hash}, 'GA', '1', 1, 'PREPARED')`
      giving = commitWithdrawalChange(db, failWithdrawal(pending, NO_TRUST).change)
      await expect.poll(() => waitingForLocks()).toBe(1)
    })
    expect(await giving).toMatchObject({ applied: false, rejection: { code: 'INVALID_STATE' } })
    expect(await pendingOf(withdrawalId)).toBe(usdc(1))
  })

  test('makes an envelope wait that is stored while it is not committed yet, and refuses it then', async () => {
    const user = await someUser(db, usdc(1))
    const pending = await requested(db, someWithdrawal(user, usdc(1)))
    const { withdrawalId } = pending.terms
    let storing: Promise<string> | undefined
    await db.sql.begin(async (tx) => {
      await tx`update withdrawals set version = 2, status = 'FAILED', failure_code = 'given_up', failure_reason = 'x', finished_at = now()
        where id = ${withdrawalId}`
      storing = signed(withdrawalId).then(() => 'stored', String)
      await expect.poll(() => waitingForLocks()).toBe(1)
    })
    expect(await storing).toMatch(/no withdrawal of this name is pending/)
  })
})

async function waitingForLocks(): Promise<number> {
  const rows = await db.sql`
    select from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0`
  return rows.length
}

describe('what support does', () => {
  test('to give a withdrawal up is in its row, in the log and the outcome of its command, once', async () => {
    const user = await someUser(db, usdc(5))
    const pending = await requested(db, someWithdrawal(user, usdc(5)))
    const { withdrawalId } = pending.terms
    const command = { commandId: someCommand(), by: 'Ann', reason: 'The receiver is gone.' }
    await takeOut(db, giveUpWithdrawal(pending, command))
    await takeOut(db, giveUpWithdrawal(pending, command))
    expect(await readWithdrawal(db, withdrawalId)).toMatchObject({ status: 'FAILED', failureCode: 'given_up' })
    expect(await readCommand(db, command.commandId)).toMatchObject({ status: 'SUCCEEDED', kind: 'giveUp' })
    const { actions } = await listOperatorActions(db, { withdrawalId, limit: 10 })
    expect(actions).toMatchObject([
      { withdrawalId, orderId: null, action: 'giveUp', performedBy: 'Ann', commandId: command.commandId },
    ])
  })

  test('to try again is written down once under one key', async () => {
    const user = await someUser(db, usdc(5))
    const { withdrawalId } = (await requested(db, someWithdrawal(user, usdc(5)))).terms
    const action = { key: 'retry:1', action: 'retryNow', by: 'Ann', reason: 'It is better now.', details: {} } as const
    await recordWithdrawalAction(db, { withdrawalId, action })
    await recordWithdrawalAction(db, { withdrawalId, action })
    expect((await listOperatorActions(db, { withdrawalId, limit: 10 })).actions).toHaveLength(1)
  })

  test('belongs to an order or to a withdrawal, never to both or neither', async () => {
    const insert = (withdrawalId: WithdrawalId | null) => db.sql`
      insert into operator_actions (withdrawal_id, action_key, action, performed_by, reason, details)
      values (${withdrawalId}, 'k', 'retryNow', 'Ann', '', '{}')`
    await expect(insert(null)).rejects.toThrow(/operator_actions_subject/)
  })
})

describe('the row of a withdrawal', () => {
  test.each([
    [
      'its amount',
      (id: string) => db.sql`update withdrawals set version = 2, amount_stroops = 1 where id = ${id}`,
      /terms/,
    ],
    [
      'its destination',
      (id: string) => db.sql`update withdrawals set version = 2, destination = 'G' where id = ${id}`,
      /terms/,
    ],
    [
      'its version by two',
      (id: string) => db.sql`update withdrawals set version = 3 where id = ${id}`,
      /moves by exactly 1/,
    ],
    ['it is deleted', (id: string) => db.sql`delete from withdrawals where id = ${id}`, /kept for ever/],
    [
      'it is completed without a proof',
      (id: string) =>
        db.sql`update withdrawals set version = 2, status = 'COMPLETED', finished_at = now() where id = ${id}`,
      /withdrawals_proof/,
    ],
    [
      'it fails without a reason',
      (id: string) =>
        db.sql`update withdrawals set version = 2, status = 'FAILED', finished_at = now() where id = ${id}`,
      /withdrawals_failure/,
    ],
  ] as const)('is refused by the database where %s changes', async (_, change, refusal) => {
    const user = await someUser(db, usdc(5))
    const { withdrawalId } = (await requested(db, someWithdrawal(user, usdc(5)))).terms
    await expect(change(withdrawalId)).rejects.toThrow(refusal)
  })

  test('does not begin paid, and does not begin again once it has ended', async () => {
    const user = await someUser(db, usdc(5))
    const pending = await requested(db, someWithdrawal(user, usdc(5)))
    await takeOut(db, failWithdrawal(pending, NO_TRUST))
    const { withdrawalId } = pending.terms
    await expect(
      db.sql`update withdrawals set version = 3, status = 'PENDING', failure_code = null, failure_reason = null,
        finished_at = null where id = ${withdrawalId}`,
    ).rejects.toThrow(/paid or given back once/)
    await expect(
      db.sql`insert into withdrawals (id, version, status, user_id, amount_stroops, destination, command_id, transaction_hash, ledger, finished_at)
        select ${newId('withdrawal')}, 1, 'COMPLETED', user_id, amount_stroops, destination, 'cmd_x', 'aa', 1, now()
        from withdrawals where id = ${withdrawalId}`,
    ).rejects.toThrow(/begins pending/)
  })
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
