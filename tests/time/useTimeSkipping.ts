import { afterAll, afterEach, beforeAll } from 'vitest'
import type { WithdrawalTerms } from '../../domain/withdrawal/terms.ts'
import { startTimeSkipping, type TimeSkipping } from './startTimeSkipping.ts'
import { startTestOrder, type TestOrder, type TestOrderOptions } from './testOrder.ts'
import { startTestWithdrawal, type TestWithdrawal } from './testWithdrawal.ts'

export type RunningTimeSkipping = TimeSkipping & {
  /** An order that is created. It ends with the test, so that its timers do not fire in the next one. */
  startOrder(options?: TestOrderOptions): Promise<TestOrder>
  /** The same with a withdrawal. */
  startWithdrawal(terms?: Partial<WithdrawalTerms>): Promise<TestWithdrawal>
}

/** Long enough to fetch the server on a machine that has none yet. */
const START_TIMEOUT_MS = 10 * 60_000

/** One server and its workers for a test file: the clock is the server's, so its tests run one after the other. */
export function useTimeSkipping(): () => RunningTimeSkipping {
  let running: TimeSkipping | undefined
  const flows: (TestOrder | TestWithdrawal)[] = []
  const started = () => {
    if (running === undefined) throw new Error('The time-skipping test server did not start')
    return running
  }
  beforeAll(async () => {
    running = await startTimeSkipping()
  }, START_TIMEOUT_MS)
  afterEach(async () => {
    for (const flow of flows.splice(0)) await flow.end()
    running?.escrow.reset()
    running?.records.reset()
    running?.withdrawals.reset()
  })
  afterAll(async () => {
    await running?.stop()
  })
  return () => ({
    ...started(),
    async startOrder(options) {
      const order = await startTestOrder(started(), options)
      flows.push(order)
      return order
    },
    async startWithdrawal(terms) {
      const withdrawal = await startTestWithdrawal(started(), terms)
      flows.push(withdrawal)
      return withdrawal
    },
  })
}
