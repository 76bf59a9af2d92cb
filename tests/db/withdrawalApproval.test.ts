import { Keypair } from '@stellar/stellar-sdk'
import { beforeAll, describe, expect, test } from 'vitest'
import { createSigningApproval, type SigningApproval } from '../../activities/step/approveSigning.ts'
import type { WithdrawIntent } from '../../chain/intent.ts'
import { ChainStepError } from '../../chain/step/errors.ts'
import { post } from '../../db/ledger/post.ts'
import { newId } from '../../db/newId.ts'
import { liftHold, placeHold } from '../../db/recovery/hold.ts'
import { userAvailable, withdrawalPending } from '../../domain/ledger/accounts.ts'
import { credit, debit, posting } from '../../domain/ledger/posting.ts'
import { stroops } from '../../domain/money.ts'
import { completeWithdrawal } from '../../domain/withdrawal/changes/complete.ts'
import { failWithdrawal } from '../../domain/withdrawal/changes/fail.ts'
import type { WithdrawalState } from '../../domain/withdrawal/step.ts'
import { type WithdrawalMemo, withdrawalStepKey } from '../../domain/withdrawal/terms.ts'
import { giveMoney, requested, someProof, someWithdrawal, takeOut, usdc } from '../setup/books.ts'
import { useTestDatabase } from '../setup/useDatabase.ts'
import { person, RESOLVER, STRANGER, TREASURY } from './approvals/scene.ts'

const database = await useTestDatabase()
const { db } = database
let approve: SigningApproval
beforeAll(async () => {
  approve = createSigningApproval({ db, treasuryAddress: TREASURY, resolverAddress: RESOLVER })
})

type Case = { readonly pending: WithdrawalState<'PENDING'>; readonly intent: WithdrawIntent; readonly stepKey: string }

async function pendingCase(memo: WithdrawalMemo | null = { type: 'text', value: 'rent' }): Promise<Case> {
  const { userId, address } = await person(db)
  await giveMoney(db, userId, usdc(50))
  const destination = Keypair.random().publicKey()
  const pending = await requested(db, someWithdrawal(userId, usdc(30), { destination, memo }))
  const { withdrawalId, amountStroops } = pending.terms
  const intent = { kind: 'withdraw', withdrawalId, wallet: address, destination, amountStroops, memo } as const
  return { pending, intent, stepKey: withdrawalStepKey(withdrawalId) }
}

async function refusalOf(intent: WithdrawIntent, stepKey: string): Promise<string> {
  const error = await approve({ stepKey, intent, orderId: null }).then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(ChainStepError)
  expect((error as ChainStepError).verdict).toBe('ask_human')
  return (error as ChainStepError).message
}

describe('the payment of a withdrawal', () => {
  test.each([null, { type: 'id', value: '7' }, { type: 'text', value: 'rent' }] as const)(
    'is signed as its user asked for it, with the memo %o',
    async (memo) => {
      const { intent, stepKey } = await pendingCase(memo)
      await expect(approve({ stepKey, intent, orderId: null })).resolves.toBeUndefined()
    },
  )

  test.each([
    ['another destination', () => ({ destination: STRANGER }), /says the destination is G\w+, the step wants/],
    ['a stroop more', () => ({ amountStroops: '300000001' }), /says the amount is 300000000, the step wants 300000001/],
    ['a stroop less', () => ({ amountStroops: '299999999' }), /says the amount is/],
    ['the amount written otherwise', () => ({ amountStroops: '0300000000' }), /says the amount is/],
    ['another memo', () => ({ memo: { type: 'text', value: 'rant' } }), /says the memo is rent, the step wants rant/],
    [
      'another kind of memo',
      () => ({ memo: { type: 'id', value: 'rent' } }),
      /kind of memo is text, the step wants id/,
    ],
    ['no memo', () => ({ memo: null }), /kind of memo is text, the step wants none/],
    ["somebody else's wallet", async () => ({ wallet: (await person(db)).address }), /the user's wallet is/],
    ['the treasury as wallet', () => ({ wallet: TREASURY }), /the user's wallet is/],
    ['a withdrawal that does not exist', () => ({ withdrawalId: newId('withdrawal') }), /knows no withdrawal/],
    [
      "somebody else's withdrawal",
      async () => ({ withdrawalId: (await pendingCase()).pending.terms.withdrawalId }),
      /says the payment of withdrawal .+ the user's wallet is .+ the destination is/,
    ],
  ] as const)('is not signed with %s', async (_, forge, refusal) => {
    const { intent, stepKey } = await pendingCase()
    const forged = { ...intent, ...(await forge()) } as WithdrawIntent
    expect(await refusalOf(forged, stepKey)).toMatch(refusal)
  })

  test('is not signed with a memo where its user gave none', async () => {
    const { intent, stepKey } = await pendingCase(null)
    const forged = { ...intent, memo: { type: 'text', value: '' } } as const
    expect(await refusalOf(forged, stepKey)).toMatch(/kind of memo is none, the step wants text/)
  })

  test.each([
    (id: string) => `${id}:pay2`,
    (id: string) => `${id}:PAY`,
    (id: string) => `x:${id}:pay`,
    (id: string) => id,
  ])('is not signed under a second key, which would pay it twice', async (keyFor) => {
    const { intent } = await pendingCase()
    expect(await refusalOf(intent, keyFor(intent.withdrawalId))).toMatch(/says the payment of withdrawal/)
  })

  test('is not signed once it is paid or given back', async () => {
    const paid = await pendingCase()
    await takeOut(db, completeWithdrawal(paid.pending, someProof()))
    expect(await refusalOf(paid.intent, paid.stepKey)).toMatch(/is COMPLETED, the step wants PENDING/)
    const failed = await pendingCase()
    await takeOut(db, failWithdrawal(failed.pending, { code: 'no_trustline', reason: 'x' }))
    expect(await refusalOf(failed.intent, failed.stepKey)).toMatch(/is FAILED, the step wants PENDING/)
  })

  test('is not signed when its money is not set aside any more', async () => {
    const { pending, intent, stepKey } = await pendingCase()
    const { withdrawalId, userId } = pending.terms
    const entries = [debit(withdrawalPending(withdrawalId), stroops(1n)), credit(userAvailable(userId), stroops(1n))]
    await post(db.sql, posting({ key: 'stray', kind: 'withdrawalReturn', entries }))
    expect(await refusalOf(intent, stepKey)).toMatch(/has set 299999999 stroops aside .+ needs 300000000/)
  })

  test('waits while the database is not trusted to know what was paid', async () => {
    const { intent, stepKey } = await pendingCase()
    await placeHold(db, 'a backup was brought back')
    await expect(approve({ stepKey, intent, orderId: null })).rejects.toMatchObject({ verdict: 'retry' })
    await liftHold(db)
    await approve({ stepKey, intent, orderId: null })
  })
})
