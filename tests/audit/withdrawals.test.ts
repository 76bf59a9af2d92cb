import { type Keypair, Operation } from '@stellar/stellar-sdk'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { post } from '../../db/ledger/post.ts'
import { newId } from '../../db/newId.ts'
import { commitWithdrawalChange } from '../../db/withdrawals/commitChange.ts'
import { suspense, userAvailable, wallet, withdrawalPending } from '../../domain/ledger/accounts.ts'
import { type ChainProof, posting } from '../../domain/ledger/posting.ts'
import { stroops } from '../../domain/money.ts'
import { completeWithdrawal } from '../../domain/withdrawal/changes/complete.ts'
import { failWithdrawal } from '../../domain/withdrawal/changes/fail.ts'
import { requestWithdrawal } from '../../domain/withdrawal/changes/request.ts'
import type { WithdrawalState, WithdrawalStep } from '../../domain/withdrawal/step.ts'
import { newPerson, type Person, pay, stranger } from '../deposits/support/depositWorld.ts'
import { someCommand, usdc } from '../setup/books.ts'
import {
  type AuditWorld,
  applied,
  goAround,
  lookThrough,
  lookUntil,
  openFindings,
  signedBy,
  startAuditWorld,
  storeAsStep,
  untilAlarmed,
  untilResolved,
} from './support/auditWorld.ts'
import { seeFinding } from './support/seeFinding.ts'

// Withdrawals under the eyes of the auditor: what is on its way is no difference, what goes astray is found.

const PATIENCE_MS = 300

let world: AuditWorld
let ann: Person
let bank: Keypair
beforeAll(async () => {
  world = await startAuditWorld({ patience: { workflowMs: PATIENCE_MS } })
  ann = await newPerson(world)
  bank = await stranger(world)
  await pay(world, await stranger(world, '1000'), ann.address, '1000')
  await lookUntil(world, async () =>
    (await balanceOf(userAvailable(ann.userId).name)) === usdc(1_000) ? true : undefined,
  )
})
afterAll(() => world?.stop())
afterEach(async () => {
  expect((await openFindings(world)).map(({ kind, subject }) => `${kind} ${subject}`)).toEqual([])
})

async function balanceOf(name: string): Promise<bigint | undefined> {
  const [row] = await world.db.sql<{ balance: bigint }[]>`select balance from ledger_accounts where name = ${name}`
  return row?.balance
}

async function take<S extends WithdrawalState>({ change, next }: WithdrawalStep & { next: S }): Promise<S> {
  expect(await commitWithdrawalChange(world.db, change)).toEqual({ applied: true })
  return next
}

/** Five of Ann's money, set aside for the bank. */
const requested = () =>
  take(
    requestWithdrawal(
      {
        withdrawalId: newId('withdrawal'),
        userId: ann.userId,
        amountStroops: String(usdc(5)),
        destination: bank.publicKey(),
        memo: null,
      },
      someCommand(),
    ),
  )

const givenBack = async () =>
  take(failWithdrawal(await requested(), { code: 'no_trustline', reason: 'The bank has no trustline.' }))

/** The wallet pays, in a step of ours that nobody has booked yet. */
async function paid({ terms }: WithdrawalState): Promise<ChainProof> {
  const operation = Operation.payment({ destination: bank.publicKey(), asset: world.network.usdc, amount: '5' })
  const transaction = await signedBy(world, ann.wallet, operation)
  await storeAsStep(world, transaction, { stepKey: `${terms.withdrawalId}:pay`, kind: 'withdraw', orderId: null })
  return await applied(world, transaction)
}

/** The event of the payment, once the watcher has read it. */
const seenBy = (proof: ChainProof) =>
  lookUntil(world, async () => {
    const [row] = await world.db.sql<{ id: string; verdict: string }[]>`
      select event_id as id, verdict from chain_transfers where transaction_hash = ${proof.transactionHash}`
    return row
  })

const setRow = (id: string, set: string) =>
  goAround(world, 'withdrawals', `update withdrawals set ${set} where id = '${id}'`)

describe('nothing is found', () => {
  test('while money is set aside, nor when it is given back', async () => {
    const state = await requested()
    await lookThrough(world, 5)
    await take(failWithdrawal(state, { code: 'given_up', reason: 'Ada gave it up.' }))
    await lookThrough(world, 5)
    expect(await world.db.sql`select * from audit_findings`).toEqual([])
  })

  test('while a payment is on chain and not yet booked, nor when it is booked', async () => {
    const state = await requested()
    const proof = await paid(state)
    expect(await seenBy(proof)).toMatchObject({ verdict: 'outgoing' })
    await lookThrough(world, 20)
    await take(completeWithdrawal(state, proof))
    await lookThrough(world, 20)
    expect(await world.db.sql`select * from audit_findings`).toEqual([])
    expect(await world.db.sql`select * from audit_unbooked`).toEqual([])
  })

  test('in what has a workflow and no row yet: its destination is being looked at', async () => {
    const id = newId('withdrawal')
    world.withdrawals.ends.set(id, null)
    await lookThrough(world, 5)
    world.withdrawals.ends.delete(id)
    expect(await world.db.sql`select * from audit_findings`).toEqual([])
  })
})

test('a payment that stays unbooked for too long is found by itself, until it is booked', async () => {
  const state = await requested()
  const proof = await paid(state)
  const { id } = await seenBy(proof)
  await lookUntil(world, async () => {
    const { count } = await world.db.sql`
      update audit_unbooked set created_at = now() - interval '6 minutes' where event_id = ${id}`
    return count === 1 ? true : undefined
  })
  const found = await untilAlarmed(world, 'unbooked_transfer', id)
  expect(found.actual).toContain(`5.0000000 from ${ann.address} to ${bank.publicKey()}`)
  await take(completeWithdrawal(state, proof))
  await untilResolved(world, 'unbooked_transfer', id)
})

test('one stroop is found although a payment is on its way from the same wallet', async () => {
  const state = await requested()
  const proof = await paid(state)
  await seenBy(proof)
  const account = wallet(ann.userId)
  const held = (await balanceOf(account.name)) ?? 0n
  const strange = (key: string, amount: bigint) =>
    post(
      world.db.sql,
      posting({
        key,
        kind: 'deposit',
        proof: { transactionHash: key, ledger: proof.ledger },
        entries: [
          { account, amount: stroops(amount) },
          { account: suspense, amount: stroops(-amount) },
        ],
      }),
    )
  await strange('made up', 1n)
  const sides = { expected: exact(held - usdc(5) + 1n), actual: exact(held - usdc(5)) }
  await seeFinding(world, { kind: 'ledger_chain', subject: account.name, sides }, () => strange('taken back', -1n))
  await take(completeWithdrawal(state, proof))
})

const exact = (amount: bigint) => `${amount / 10_000_000n}.${String(amount % 10_000_000n).padStart(7, '0')}`

describe('a withdrawal that is not where it should be is found', () => {
  test('when it does not hold what is set aside', async () => {
    const { terms } = await requested()
    const account = withdrawalPending(terms.withdrawalId)
    const move = (key: string, amount: bigint) =>
      post(
        world.db.sql,
        posting({
          key: `${terms.withdrawalId}:${key}`,
          kind: 'withdrawalRequest',
          entries: [
            { account, amount: stroops(amount) },
            { account: userAvailable(ann.userId), amount: stroops(-amount) },
          ],
        }),
      )
    await move('astray', 1n)
    const sides = { expected: '5.0000000', actual: '4.9999999' }
    await seeFinding(world, { kind: 'withdrawal_balances', subject: account.name, sides }, () => move('back', -1n))
  })

  test('when its row says that it is paid, and the ledger does not', async () => {
    const { terms } = await requested()
    const { withdrawalId: id } = terms
    world.withdrawals.ends.set(id, 'COMPLETED')
    await setRow(id, `status = 'COMPLETED', transaction_hash = 'made up', ledger = 1, finished_at = now()`)
    const sides = { expected: 'postings request, paid', actual: 'postings request' }
    await seeFinding(world, { kind: 'withdrawal_history', subject: id, sides }, async () => {
      await untilAlarmed(world, 'withdrawal_balances', withdrawalPending(id).name)
      world.withdrawals.ends.delete(id)
      await setRow(id, `status = 'PENDING', transaction_hash = null, ledger = null, finished_at = null`)
    })
    await untilResolved(world, 'withdrawal_balances', withdrawalPending(id).name)
  })

  test('when its end was not told', async () => {
    const { terms } = await givenBack()
    const { withdrawalId: id } = terms
    const rename = (from: string, to: string) =>
      goAround(
        world,
        'events',
        `update events set event_type = '${to}' where aggregate_id = '${id}' and event_type = '${from}'`,
      )
    await rename('withdrawal.failed', 'withdrawal.completed')
    const sides = {
      expected: 'events withdrawal.requested, withdrawal.failed',
      actual: 'events withdrawal.requested, withdrawal.completed',
    }
    await seeFinding(world, { kind: 'withdrawal_history', subject: id, sides }, () =>
      rename('withdrawal.completed', 'withdrawal.failed'),
    )
  })

  test('when it is pending and its workflow is gone', async () => {
    const { terms } = await requested()
    for (const ended of ['TERMINATED', 'MISSING', 'COMPLETED']) {
      world.withdrawals.ends.set(terms.withdrawalId, ended)
      const sides = { expected: 'a running workflow (row PENDING)', actual: `workflow ${ended}` }
      const found = await untilAlarmed(world, 'withdrawal_workflow', terms.withdrawalId)
      expect(found).toMatchObject(sides)
      world.withdrawals.ends.delete(terms.withdrawalId)
      await untilResolved(world, 'withdrawal_workflow', terms.withdrawalId)
    }
  })

  test('when it is finished and its workflow runs on, but not while it may be about to end', async () => {
    const { terms } = await givenBack()
    world.withdrawals.ends.set(terms.withdrawalId, null)
    const beganAtMs = Date.now()
    const sides = { expected: 'a workflow that has ended (row FAILED)', actual: 'workflow RUNNING' }
    await seeFinding(world, { kind: 'withdrawal_workflow', subject: terms.withdrawalId, sides }, async () =>
      world.withdrawals.ends.delete(terms.withdrawalId),
    )
    expect(Date.now() - beganAtMs).toBeGreaterThan(PATIENCE_MS)
  })
})
