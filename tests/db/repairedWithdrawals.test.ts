import { Keypair } from '@stellar/stellar-sdk'
import { beforeAll, describe, expect, test } from 'vitest'
import { withdrawalMark } from '../../chain/classic/withdrawalMark.ts'
import type { LostTransaction } from '../../cli/repair/chain/lostTransactions.ts'
import type { Repair } from '../../cli/repair/context.ts'
import type { WithdrawalHistory } from '../../cli/repair/history/withdrawalHistory.ts'
import { stepsOfWithdrawals } from '../../cli/repair/mend/payouts.ts'
import { commitWithdrawals, findMissingWithdrawals } from '../../cli/repair/mend/withdrawals.ts'
import { createReport } from '../../cli/repair/report.ts'
import { createStepStore } from '../../db/chainSteps/postgresStepStore.ts'
import { readWithdrawal } from '../../db/withdrawals/read.ts'
import type { UserId } from '../../domain/ids.ts'
import { completeWithdrawal } from '../../domain/withdrawal/changes/complete.ts'
import { failWithdrawal } from '../../domain/withdrawal/changes/fail.ts'
import { requestWithdrawal } from '../../domain/withdrawal/changes/request.ts'
import type { WithdrawalState, WithdrawalStep } from '../../domain/withdrawal/step.ts'
import { type WithdrawalTerms, withdrawalStepKey } from '../../domain/withdrawal/terms.ts'
import { requested, someCommand, someProof, someUser, someWithdrawal, usdc } from '../setup/books.ts'
import { useTestDatabase } from '../setup/useDatabase.ts'

// What the repair makes of withdrawals, beside the restores of whole stacks in tests/life.

const TREASURY = Keypair.random().publicKey()
const DIES_AT = 1_000

const database = await useTestDatabase()
let ann: UserId
beforeAll(async () => {
  ann = await someUser(database.db, usdc(1_000))
})

type Seen = { status: 'SUCCESS' | 'FAILED' | 'NOT_FOUND'; closedAt?: number }

function repairSeeing({ status, closedAt = DIES_AT + 1 }: Seen = { status: 'NOT_FOUND' }): Repair {
  const answer = { status, latestLedger: 9, latestLedgerCloseTime: closedAt, oldestLedger: 1 }
  const rpc = { getTransaction: async () => ({ ...answer, ...(status !== 'NOT_FOUND' && { ledger: 5 }) }) }
  const report = createReport(() => undefined)
  return { db: database.db, rpc, treasury: TREASURY, apply: true, report } as unknown as Repair
}

async function walletOf(userId: UserId): Promise<string> {
  const [row] = await database.db.sql<{ address: string }[]>`select address from wallets where user_id = ${userId}`
  return row?.address ?? ''
}

/** What a workflow remembers that was started with these terms. */
function remembering(terms: WithdrawalTerms, ...steps: readonly WithdrawalStep[]): WithdrawalHistory {
  const did = steps.map(({ change }) => ({ activity: 'commitWithdrawal', args: [change], result: { applied: true } }))
  const input = { terms, commandId: steps[0]?.change.commandId ?? someCommand() }
  return { withdrawalId: terms.withdrawalId, input, isRunning: false, did, problem: null }
}

async function commitAll(repair: Repair, ...histories: readonly WithdrawalHistory[]) {
  return await commitWithdrawals(repair, await findMissingWithdrawals(repair, histories))
}

describe('a payment that nobody had written down', () => {
  const lost = async (
    terms: WithdrawalTerms,
    more: Partial<LostTransaction> = {},
    attempt = 1,
  ): Promise<LostTransaction> => {
    const { amountStroops, destination, memo, withdrawalId } = terms
    const minTimeSeconds = withdrawalMark(withdrawalStepKey(withdrawalId), attempt)
    const { transactionHash: hash } = someProof()
    const content = { what: 'withdrawal', destination, amountStroops, memo } as const
    const base = { hash, innerHash: hash, source: await walletOf(terms.userId), feeSource: TREASURY, sequence: '7' }
    const rest = {
      minTimeSeconds,
      maxTimeSeconds: DIES_AT,
      ledger: 5,
      envelopeXdr: 'AAAA',
      resultXdr: null,
      foundBy: null,
    }
    return { ...base, ...rest, content, ...more }
  }
  const placed = async (transaction: LostTransaction, ...histories: readonly WithdrawalHistory[]) => {
    const known = new Map(histories.map((history) => [history.withdrawalId, history]))
    return (await stepsOfWithdrawals(repairSeeing(), [transaction], known)).map(({ stepKey }) => stepKey)
  }

  test('is that of the pending withdrawal whose mark it bears, among others that are alike', async () => {
    const destination = Keypair.random().publicKey()
    const alike = await Promise.all(
      [1, 2, 3].map(() => requested(database.db, someWithdrawal(ann, usdc(5), { destination }))),
    )
    for (const { terms } of alike) {
      expect(await placed(await lost(terms, {}, 7))).toEqual([withdrawalStepKey(terms.withdrawalId)])
    }
  })

  test('is that of the withdrawal whose workflow names it, also where the database knows neither', async () => {
    const terms = someWithdrawal(ann, usdc(5))
    const transaction = await lost(someWithdrawal(ann, usdc(5)))
    const request = requestWithdrawal(terms, someCommand())
    const history = remembering(terms, request)
    history.did.push({
      activity: 'payWithdrawal',
      args: [{ terms }],
      result: { proof: { transactionHash: transaction.hash, ledger: 5 } },
    })
    expect(await placed(transaction, history)).toEqual([withdrawalStepKey(terms.withdrawalId)])
  })

  test('gets a withdrawal of its own where nobody remembers one, the same each time it is seen', async () => {
    const transaction = await lost(someWithdrawal(ann, usdc(5)))
    const [stepKey] = await placed(transaction)
    expect(stepKey).toMatch(/^wdr_[0-9a-z]{26}:pay$/)
    expect(await placed(transaction)).toEqual([stepKey])
    expect(await placed(await lost(someWithdrawal(ann, usdc(5))))).not.toEqual([stepKey])
  })

  test('is none of ours where the treasury has not paid its fee, or where it left no wallet of a user', async () => {
    const terms = someWithdrawal(ann, usdc(5))
    const [thief, source] = [Keypair.random().publicKey(), Keypair.random().publicKey()]
    expect(await placed(await lost(terms, { feeSource: thief }))).toEqual([])
    expect(await placed(await lost(terms, { source }))).toEqual([])
  })
})

describe('changes that only the workflow remembers', () => {
  test('are committed in their order, and no second time', async () => {
    const terms = someWithdrawal(ann, usdc(5))
    const request = requestWithdrawal(terms, someCommand())
    const history = remembering(terms, request, completeWithdrawal(request.next, someProof()))
    const repair = repairSeeing()
    expect(await commitAll(repair, history)).toMatchObject({ committed: 2 })
    expect(await readWithdrawal(database.db, terms.withdrawalId)).toMatchObject({ status: 'COMPLETED' })
    expect(repair.report.lines.found).toEqual([
      `Withdrawal ${terms.withdrawalId} is ahead of the database by: request, paid.`,
    ])
    expect(await commitAll(repairSeeing(), history)).toMatchObject({ committed: 0 })
  })

  test('are committed once although a second run of the workflow has repeated them', async () => {
    const terms = someWithdrawal(ann, usdc(5))
    const request = requestWithdrawal(terms, someCommand())
    const history = remembering(terms, request, request, completeWithdrawal(request.next, someProof()))
    expect(await commitAll(repairSeeing(), history)).toEqual({ committed: 2, blocked: new Map() })
    expect(await readWithdrawal(database.db, terms.withdrawalId)).toMatchObject({ status: 'COMPLETED' })
  })

  test('wait for the money that another change has to bring', async () => {
    const poor = await someUser(database.db)
    const terms = someWithdrawal(poor, usdc(5))
    const { committed, blocked } = await commitAll(
      repairSeeing(),
      remembering(terms, requestWithdrawal(terms, someCommand())),
    )
    expect([committed, blocked.get(terms.withdrawalId)]).toEqual([
      0,
      expect.stringContaining(`${terms.withdrawalId}:request`),
    ])
    expect(await readWithdrawal(database.db, terms.withdrawalId)).toBeNull()
  })

  /** A withdrawal with a signed payment whose end went with what was lost. */
  async function signed(): Promise<WithdrawalState<'PENDING'>> {
    const state = await requested(database.db, someWithdrawal(ann, usdc(5)))
    const { transactionHash: hash } = someProof()
    await createStepStore(database.db).insert({
      stepKey: withdrawalStepKey(state.terms.withdrawalId),
      attempt: 1,
      kind: 'withdraw',
      orderId: null,
      envelopeXdr: 'AAAA',
      hash,
      innerHash: hash,
      sourceAddress: await walletOf(ann),
      sequence: '7',
      maxTimeSeconds: DIES_AT,
      contractId: null,
      status: 'PREPARED',
      ledger: null,
      resultXdr: null,
      failure: null,
    })
    return state
  }
  const givenBack = (state: WithdrawalState<'PENDING'>) =>
    remembering(state.terms, failWithdrawal(state, { code: 'no_trustline', reason: 'It has none.' }))

  test.each([
    ['the network has refused the payment', { status: 'FAILED' }, 'FAILED'],
    ['the payment can never be applied', { status: 'NOT_FOUND' }, 'EXPIRED'],
  ] as const)('give money back when %s', async (_, seen, end) => {
    const state = await signed()
    expect(await commitAll(repairSeeing(seen), givenBack(state))).toMatchObject({ committed: 1 })
    const { withdrawalId } = state.terms
    expect(await readWithdrawal(database.db, withdrawalId)).toMatchObject({ status: 'FAILED' })
    expect((await createStepStore(database.db).latest(withdrawalStepKey(withdrawalId)))?.status).toBe(end)
  })

  test.each([
    ['was applied', { status: 'SUCCESS' }, 'was paid by'],
    ['may still be', { status: 'NOT_FOUND', closedAt: DIES_AT }, 'may still be applied'],
  ] as const)('give nothing back while the payment %s', async (_, seen, reason) => {
    const state = await signed()
    const { withdrawalId } = state.terms
    const { committed, blocked } = await commitAll(repairSeeing(seen), givenBack(state))
    expect([committed, blocked.get(withdrawalId)]).toEqual([0, expect.stringContaining(reason)])
    expect(await readWithdrawal(database.db, withdrawalId)).toMatchObject({ status: 'PENDING' })
  })
})
