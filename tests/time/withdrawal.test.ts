import { describe, expect, test } from 'vitest'
import { refuseDestination } from '../../domain/withdrawal/destination.ts'
import { WITHDRAWAL_SIGNALS } from '../../workflows/withdrawal/messages.ts'
import { PROOF } from './escrowDouble.ts'
import type { TestWithdrawal } from './testWithdrawal.ts'
import { useTimeSkipping } from './useTimeSkipping.ts'

const time = useTimeSkipping()
const MINUTE_MS = 60_000

/** What was committed for a withdrawal, by posting. */
const postingsOf = ({ id }: TestWithdrawal) =>
  time()
    .withdrawals.changes.filter(({ withdrawalId }) => withdrawalId === id)
    .map(({ posting }) => posting.rule)

const rejectionsOf = ({ id }: TestWithdrawal) =>
  time().withdrawals.rejections.filter(({ withdrawalId }) => withdrawalId === id)

/** A withdrawal whose payment does not go on, with its money set aside. */
async function stuck(): Promise<TestWithdrawal> {
  time().withdrawals.breakPart('payWithdrawal', 'Stellar RPC call failed', 'forGood')
  const withdrawal = await time().startWithdrawal()
  await withdrawal.until(({ problem }) => problem !== null)
  return withdrawal
}

describe('a withdrawal', () => {
  test('is examined, set aside, paid and booked with its proof, in this order', async () => {
    const withdrawal = await time().startWithdrawal()
    const { withdrawal: after, doing, problem } = await withdrawal.ended()
    expect([after, doing, problem]).toEqual([{ ...withdrawal.terms, status: 'COMPLETED' }, null, null])
    expect(postingsOf(withdrawal)).toEqual(['request', 'paid'])
    const [requested, paid] = time().withdrawals.changes
    expect(requested?.outcome).toMatchObject({ commandId: withdrawal.commandId, status: 'SUCCEEDED' })
    expect(paid).toMatchObject({ status: 'COMPLETED', posting: { proof: PROOF } })
    expect(time().withdrawals.attempts.map(({ part }) => part)).toEqual(['examineDestination', 'payWithdrawal'])
  })

  test('to an address that cannot be paid is refused, and nothing is set aside', async () => {
    const rejection = refuseDestination('GA...', 'no_trustline')
    time().withdrawals.destination = rejection
    const withdrawal = await time().startWithdrawal()
    expect((await withdrawal.ended()).withdrawal.status).toBeNull()
    expect(postingsOf(withdrawal)).toEqual([])
    const { commandId, id: withdrawalId } = withdrawal
    expect(rejectionsOf(withdrawal)).toEqual([{ withdrawalId, commandId, kind: 'withdraw', rejection }])
  })

  test('that the balance does not cover is refused by the database, and nothing is paid', async () => {
    time().withdrawals.refused.set('request', { code: 'INSUFFICIENT_FUNDS', message: 'Too little.' })
    const withdrawal = await time().startWithdrawal()
    expect((await withdrawal.ended()).withdrawal.status).toBeNull()
    expect(withdrawal.attemptsAt('payWithdrawal')).toEqual([])
  })

  test('whose destination turned it down on the ledger is given back with the reason', async () => {
    const failure = { code: 'no_trustline', reason: 'The network refused the payment.' } as const
    time().withdrawals.payment = { failure }
    const withdrawal = await time().startWithdrawal()
    expect((await withdrawal.ended()).withdrawal.status).toBe('FAILED')
    expect(postingsOf(withdrawal)).toEqual(['request', 'return'])
    expect(time().withdrawals.changes.at(-1)?.failure).toEqual(failure)
  })

  test('waits for a network that does not answer before anything is set aside', async () => {
    time().withdrawals.breakPart('examineDestination', 'Stellar RPC call failed', 'forGood')
    const withdrawal = await time().startWithdrawal()
    await withdrawal.until(({ problem }) => problem !== null)
    await time().skip('11 minutes')
    expect(withdrawal.attemptsAt('examineDestination').length).toBeGreaterThanOrEqual(3)
    expect(postingsOf(withdrawal)).toEqual([])
    time().withdrawals.mendPart('examineDestination')
    await withdrawal.retryNow()
    await withdrawal.ended()
    expect(postingsOf(withdrawal)).toEqual(['request', 'paid'])
  })

  test('that is given up before anything is set aside is refused', async () => {
    time().withdrawals.breakPart('examineDestination', 'Stellar RPC call failed', 'forGood')
    const withdrawal = await time().startWithdrawal()
    await withdrawal.until(({ problem }) => problem !== null)
    await withdrawal.giveUp()
    await withdrawal.ended()
    expect(postingsOf(withdrawal)).toEqual([])
    expect(rejectionsOf(withdrawal)).toMatchObject([
      { commandId: withdrawal.commandId, rejection: { code: 'INVALID_STATE' } },
    ])
  })
})

describe('a payment that does not go on', () => {
  test('makes the withdrawal findable as stuck, says why, and is tried again every five minutes', async () => {
    const withdrawal = await stuck()
    expect(await withdrawal.attributes()).toMatchObject({
      OrderStuck: true,
      StuckReason: expect.stringContaining('Stellar RPC call failed'),
    })
    await time().skip('21 minutes')
    const tries = withdrawal.attemptsAt('payWithdrawal')
    expect(tries.length).toBeGreaterThanOrEqual(4)
    const gaps = tries.slice(1).map((atMs, index) => atMs - (tries[index] ?? 0))
    for (const gap of gaps) expect(Math.abs(gap - 5 * MINUTE_MS)).toBeLessThan(MINUTE_MS)
    time().withdrawals.mendPart('payWithdrawal')
    await time().skip('6 minutes')
    expect((await withdrawal.ended()).withdrawal.status).toBe('COMPLETED')
    expect((await withdrawal.attributes()).OrderStuck).toBe(false)
  })

  test('is tried quickly at first, and a passing trouble is never seen as stuck', async () => {
    time().withdrawals.breakPart('payWithdrawal', 'Stellar RPC call failed')
    const withdrawal = await time().startWithdrawal()
    await withdrawal.until(({ withdrawal: { status } }) => status === 'PENDING')
    await time().skip('5 seconds')
    expect(withdrawal.attemptsAt('payWithdrawal').length).toBeGreaterThanOrEqual(3)
    expect((await withdrawal.state()).problem).toBeNull()
    time().withdrawals.mendPart('payWithdrawal')
    await time().skip('1 minute')
    await withdrawal.ended()
  })

  test('is tried again at once when support says so, and that is written down', async () => {
    const withdrawal = await stuck()
    time().withdrawals.mendPart('payWithdrawal')
    await withdrawal.retryNow({ by: 'dana', reason: 'the server is back' })
    expect((await withdrawal.ended()).withdrawal.status).toBe('COMPLETED')
    const action = { action: 'retryNow', by: 'dana', reason: 'the server is back' }
    expect(time().withdrawals.actions).toMatchObject([
      { withdrawalId: withdrawal.id, action: { ...action, details: { step: expect.stringContaining('destination') } } },
    ])
  })

  test('is given up by support: the money goes back, with who and why', async () => {
    const withdrawal = await stuck()
    const commandId = await withdrawal.giveUp({ by: 'dana', reason: 'the address is gone' })
    expect((await withdrawal.ended()).withdrawal.status).toBe('FAILED')
    expect(postingsOf(withdrawal)).toEqual(['request', 'return'])
    expect(time().withdrawals.changes.at(-1)).toMatchObject({
      failure: { code: 'given_up', reason: expect.stringContaining('the address is gone') },
      operatorAction: { action: 'giveUp', by: 'dana', reason: 'the address is gone' },
      outcome: { commandId, status: 'SUCCEEDED' },
    })
    const tried = withdrawal.attemptsAt('payWithdrawal').length
    await time().skip('1 hour')
    expect(withdrawal.attemptsAt('payWithdrawal').length).toBe(tried)
  })

  test('is given up once: who comes too late is told so before the workflow ends', async () => {
    const withdrawal = await stuck()
    const [first, second] = await Promise.all([withdrawal.giveUp(), withdrawal.giveUp()])
    await withdrawal.ended()
    const outcome = time().withdrawals.changes.at(-1)?.outcome
    expect([first, second]).toContain(outcome?.commandId)
    const late = outcome?.commandId === first ? second : first
    expect(rejectionsOf(withdrawal)).toMatchObject([
      { commandId: late, rejection: { code: 'INVALID_STATE', details: { currentStatus: 'FAILED' } } },
    ])
    expect(postingsOf(withdrawal)).toEqual(['request', 'return'])
  })

  test('is not given up while an envelope may still pay it, and goes on', async () => {
    const withdrawal = await stuck()
    const rejection = { code: 'INVALID_STATE', message: 'It may still be paid.' } as const
    time().withdrawals.refused.set('return', rejection)
    const commandId = await withdrawal.giveUp()
    await withdrawal.until(() => rejectionsOf(withdrawal).length > 0)
    expect(rejectionsOf(withdrawal)).toMatchObject([{ commandId, kind: 'giveUp', rejection }])
    time().withdrawals.mendPart('payWithdrawal')
    await withdrawal.retryNow()
    expect((await withdrawal.ended()).withdrawal.status).toBe('COMPLETED')
    expect(postingsOf(withdrawal)).toEqual(['request', 'paid'])
  })

  test('is not given up while a try is under way: nobody can say then whether it pays', async () => {
    time().withdrawals.breakPart('payWithdrawal', 'Stellar RPC call failed')
    const withdrawal = await time().startWithdrawal()
    await withdrawal.until(({ withdrawal: { status } }) => status === 'PENDING')
    const commandId = await withdrawal.giveUp()
    await withdrawal.until(() => rejectionsOf(withdrawal).length > 0)
    expect(rejectionsOf(withdrawal)).toMatchObject([
      { commandId, kind: 'giveUp', rejection: { code: 'INVALID_STATE', details: { currentStatus: 'PENDING' } } },
    ])
    expect(postingsOf(withdrawal)).toEqual(['request'])
  })

  test('is stuck and not lost when the database refuses to give it back', async () => {
    time().withdrawals.refused.set('return', { code: 'INVALID_STATE', message: 'It may still be paid.' })
    time().withdrawals.payment = { failure: { code: 'no_trustline', reason: 'No trustline.' } }
    const withdrawal = await time().startWithdrawal()
    const { problem } = await withdrawal.until((state) => state.problem !== null)
    expect(problem).toContain('It may still be paid.')
    time().withdrawals.refused.clear()
    await withdrawal.retryNow()
    expect((await withdrawal.ended()).withdrawal.status).toBe('FAILED')
  })

  test("shows support's signals, and one that is not understood has no effect but that the page says so", async () => {
    const withdrawal = await stuck()
    const handle = time().client.workflow.getHandle(withdrawal.id)
    await handle.signal(WITHDRAWAL_SIGNALS.giveUp.name, { by: 'dana' })
    const page = await handle.query<{
      currentDetails?: string
      definition?: { signalDefinitions?: { name: string }[] }
    }>('__temporal_workflow_metadata')
    expect(page.definition?.signalDefinitions?.map(({ name }) => name)).toEqual(['retryNow', 'giveUp'])
    expect(page.currentDetails).toContain('The signal "giveUp" was not understood: reason must say why')
    expect(page.currentDetails).toContain('Stuck: The Stellar RPC server does not answer')
    expect(postingsOf(withdrawal)).toEqual(['request'])
  })
})
