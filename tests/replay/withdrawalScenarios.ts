import { refuseDestination } from '../../domain/withdrawal/destination.ts'
import type { TestWithdrawal } from '../time/testWithdrawal.ts'
import type { WithdrawalDouble } from '../time/withdrawalDouble.ts'

/** What a scenario works with: withdrawals on doubles, on a real Temporal server. */
export type WithdrawalStage = { start(): Promise<TestWithdrawal>; readonly withdrawals: WithdrawalDouble }

/** One way through a withdrawal's life, of which the history is kept. */
export type WithdrawalScenario = (stage: WithdrawalStage) => Promise<TestWithdrawal>

/** Every path of a withdrawal, by the name of its history. */
export const WITHDRAWAL_SCENARIOS: Readonly<Record<string, WithdrawalScenario>> = {
  completed: async (stage) => await ended(await stage.start()),
  refused: async (stage) => {
    stage.withdrawals.destination = refuseDestination('GA', 'no_trustline')
    return await ended(await stage.start())
  },
  'short-of-funds': async (stage) => {
    stage.withdrawals.refused.set('request', { code: 'INSUFFICIENT_FUNDS', message: 'Too little.' })
    return await ended(await stage.start())
  },
  'turned-down-on-the-ledger': async (stage) => {
    stage.withdrawals.payment = { failure: { code: 'no_trustline', reason: 'It has no trustline.' } }
    return await ended(await stage.start())
  },
  'stuck-and-retried': async (stage) => {
    const withdrawal = await stuck(stage)
    stage.withdrawals.mendPart('payWithdrawal')
    await withdrawal.retryNow({ by: 'dana', reason: 'the server is back' })
    return await ended(withdrawal)
  },
  'stuck-for-long-and-continued-as-new': async (stage) => {
    const withdrawal = await stuck(stage)
    // Tries that fail make history, until the server suggests a new run.
    while ((await withdrawal.runIds()).length === 1) await withdrawal.retryNow()
    stage.withdrawals.mendPart('payWithdrawal')
    await withdrawal.retryNow()
    return await ended(withdrawal)
  },
  'stuck-and-given-up-at-the-second-try': async (stage) => {
    const withdrawal = await stuck(stage)
    stage.withdrawals.refused.set('return', { code: 'INVALID_STATE', message: 'It may still be paid.' })
    await withdrawal.giveUp()
    await withdrawal.until(() => stage.withdrawals.rejections.length > 0)
    await withdrawal.until(({ problem }) => problem !== null)
    stage.withdrawals.refused.clear()
    await withdrawal.giveUp()
    return await ended(withdrawal)
  },
}

async function stuck({ start, withdrawals }: WithdrawalStage): Promise<TestWithdrawal> {
  withdrawals.breakPart('payWithdrawal', 'Stellar RPC call failed', 'forGood')
  const withdrawal = await start()
  await withdrawal.until(({ problem }) => problem !== null)
  return withdrawal
}

async function ended(withdrawal: TestWithdrawal): Promise<TestWithdrawal> {
  await withdrawal.ended()
  return withdrawal
}
