import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { readCommand } from '../../../db/commands/read.ts'
import { ledgerSum, userBalance } from '../../../db/ledger/balances.ts'
import { newId } from '../../../db/newId.ts'
import { listOperatorActions } from '../../../db/operators/list.ts'
import { commitWithdrawalChange } from '../../../db/withdrawals/commitChange.ts'
import { readWithdrawal } from '../../../db/withdrawals/read.ts'
import { recordWithdrawalAction } from '../../../db/withdrawals/recordAction.ts'
import type { WithdrawalId } from '../../../domain/ids.ts'
import { completeWithdrawal } from '../../../domain/withdrawal/changes/complete.ts'
import { failWithdrawal } from '../../../domain/withdrawal/changes/fail.ts'
import { giveUpWithdrawal } from '../../../domain/withdrawal/changes/giveUp.ts'
import { withdrawalStepKey } from '../../../domain/withdrawal/terms.ts'
import { requested, someCommand, someProof, someUser, someWithdrawal, takeOut, usdc } from '../../setup/books.ts'
import { useTestDatabase } from '../../setup/useDatabase.ts'
import { NO_TRUST, pendingOf, postingsOf, settle, signed, toldOf, waitingForLocks, walletOf } from './scene.ts'

const { db } = await useTestDatabase()

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
    expect([await pendingOf(db, id), await walletOf(db, user)]).toEqual([0n, usdc(70)])
    expect(await userBalance(db, user)).toMatchObject({ availableStroops: usdc(70), withdrawingStroops: 0n })
    expect(await postingsOf(db, id)).toEqual(['request', 'paid'])
    expect(await toldOf(db, id)).toEqual([
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
    expect(await walletOf(db, user)).toBe(usdc(70))
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
    expect(await pendingOf(db, other.terms.withdrawalId)).toBe(usdc(30))
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
    expect(await postingsOf(db, id)).toEqual(['request', 'return'])
  })

  test.each(['PREPARED', 'APPLIED'] as const)('is not given back while its payment is %s', async (status) => {
    const user = await someUser(db, usdc(100))
    const pending = await requested(db, someWithdrawal(user, usdc(30)))
    const { withdrawalId } = pending.terms
    await signed(db, withdrawalId)
    await settle(db, withdrawalId, 'EXPIRED')
    await signed(db, withdrawalId, 2)
    if (status === 'APPLIED') await settle(db, withdrawalId, 'APPLIED', 2)
    const result = await commitWithdrawalChange(db, failWithdrawal(pending, NO_TRUST).change)
    expect(result).toMatchObject({ applied: false, rejection: { code: 'INVALID_STATE' } })
    expect(await readWithdrawal(db, withdrawalId)).toMatchObject({ status: 'PENDING' })
    expect([await pendingOf(db, withdrawalId), await postingsOf(db, withdrawalId)]).toEqual([usdc(30), ['request']])
  })

  test('is given back when every envelope of its payment is dead', async () => {
    const user = await someUser(db, usdc(100))
    const pending = await requested(db, someWithdrawal(user, usdc(30)))
    const { withdrawalId } = pending.terms
    await signed(db, withdrawalId)
    await settle(db, withdrawalId, 'EXPIRED')
    await signed(db, withdrawalId, 2)
    await settle(db, withdrawalId, 'FAILED', 2)
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
      await expect(signed(db, terms.withdrawalId)).rejects.toThrow(/no withdrawal of this name is pending/)
    },
  )

  test('and an envelope that is stored at the same moment are never both there', async () => {
    for (let round = 0; round < 40; round += 1) {
      const pending = await requested(db, someWithdrawal(await someUser(db, usdc(1)), usdc(1)))
      const { withdrawalId } = pending.terms
      const sign = async () => [
        await signed(db, withdrawalId).then(
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
      await expect.poll(() => waitingForLocks(db)).toBe(1)
    })
    expect(await giving).toMatchObject({ applied: false, rejection: { code: 'INVALID_STATE' } })
    expect(await pendingOf(db, withdrawalId)).toBe(usdc(1))
  })

  test('makes an envelope wait that is stored while it is not committed yet, and refuses it then', async () => {
    const user = await someUser(db, usdc(1))
    const pending = await requested(db, someWithdrawal(user, usdc(1)))
    const { withdrawalId } = pending.terms
    let storing: Promise<string> | undefined
    await db.sql.begin(async (tx) => {
      await tx`update withdrawals set version = 2, status = 'FAILED', failure_code = 'given_up', failure_reason = 'x', finished_at = now()
        where id = ${withdrawalId}`
      storing = signed(db, withdrawalId).then(() => 'stored', String)
      await expect.poll(() => waitingForLocks(db)).toBe(1)
    })
    expect(await storing).toMatch(/no withdrawal of this name is pending/)
  })
})

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

test('all of this has made no money and lost none', async () => {
  expect(await ledgerSum(db)).toBe(0n)
})
