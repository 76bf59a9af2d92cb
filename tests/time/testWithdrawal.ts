import { WorkflowNotFoundError } from '@temporalio/client'
import { newId } from '../../db/newId.ts'
import type { CommandId, WithdrawalId } from '../../domain/ids.ts'
import type { WithdrawalTerms } from '../../domain/withdrawal/terms.ts'
import { waitUntil } from '../../local/waitUntil.ts'
import type { RetryRequest } from '../../workflows/messages.ts'
import { WITHDRAWAL_QUERIES, WITHDRAWAL_SIGNALS, type WithdrawalSnapshot } from '../../workflows/withdrawal/messages.ts'
import { runIdsOf } from './runIds.ts'
import type { TimeSkipping } from './startTimeSkipping.ts'
import type { WithdrawalPart } from './withdrawalDouble.ts'

/** One withdrawal's workflow, as its marketplace and its operator see it. */
export type TestWithdrawal = {
  readonly id: WithdrawalId
  readonly terms: WithdrawalTerms
  readonly commandId: CommandId
  /** A signal of support's; answers with the id under which its outcome is recorded. */
  giveUp(signed?: { by: string; reason: string }): Promise<CommandId>
  retryNow(request?: RetryRequest): Promise<void>
  state(): Promise<WithdrawalSnapshot>
  /** Waits in real time, for what takes no time of the workflow's own. */
  until(isTrue: (state: WithdrawalSnapshot) => boolean): Promise<WithdrawalSnapshot>
  /** Waits for the workflow's end. */
  ended(): Promise<WithdrawalSnapshot>
  /** Search attributes by name. */
  attributes(): Promise<Record<string, unknown>>
  /** Moments, by the server's clock, at which a part of this withdrawal was tried. */
  attemptsAt(part: WithdrawalPart): number[]
  /** All runs, oldest first. */
  runIds(): Promise<string[]>
  /** Ends the workflow, wherever it stands. */
  end(): Promise<void>
}

const REAL_TIME_LIMIT_MS = 20_000
const DESTINATION = 'GBBD47IF6LWK7P7MDEVSCWR7DPUWV3NY3DTQEVFL4NAT4AQH3ZLLFLA5'
const SIGNED = { by: 'dana', reason: 'the address is gone' }

export async function startTestWithdrawal(
  time: Pick<TimeSkipping, 'port' | 'client' | 'withdrawals'>,
  more: Partial<WithdrawalTerms> = {},
): Promise<TestWithdrawal> {
  const terms: WithdrawalTerms = {
    withdrawalId: newId('withdrawal'),
    userId: newId('user'),
    amountStroops: '500000000',
    destination: DESTINATION,
    memo: null,
    ...more,
  }
  const id = terms.withdrawalId
  const commandId = newId('command')
  await time.port.startWithdrawal({ terms, commandId })
  const handle = time.client.workflow.getHandle(id)
  const state = () => handle.query<WithdrawalSnapshot>(WITHDRAWAL_QUERIES.state.name)
  return {
    id,
    terms,
    commandId,
    async giveUp(signed = SIGNED) {
      const own = newId('command')
      await handle.signal(WITHDRAWAL_SIGNALS.giveUp.name, { ...signed, commandId: own })
      return own
    },
    retryNow: (request) => handle.signal(WITHDRAWAL_SIGNALS.retryNow.name, ...(request ? [request] : [])),
    state,
    async until(isTrue) {
      let last = await state()
      const ask = async () => {
        last = await state()
        return isTrue(last)
      }
      if (await waitUntil(ask, { timeoutMs: REAL_TIME_LIMIT_MS, everyMs: 20 })) return last
      throw new Error(`Withdrawal ${id} did not come that far: ${JSON.stringify(last)}`)
    },
    async ended() {
      const isOver = async () => (await handle.describe()).status.name === 'COMPLETED'
      if (await waitUntil(isOver, { timeoutMs: REAL_TIME_LIMIT_MS, everyMs: 20 })) return await state()
      throw new Error(`Withdrawal ${id} did not end: ${JSON.stringify(await state())}`)
    },
    async attributes() {
      const { typedSearchAttributes } = await handle.describe()
      return Object.fromEntries(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]))
    },
    attemptsAt: (part) =>
      time.withdrawals.attempts
        .filter(({ withdrawalId, part: tried }) => withdrawalId === id && tried === part)
        .map(({ atMs }) => atMs),
    runIds: () => runIdsOf(time.client, id),
    async end() {
      await handle.terminate('the test is over').catch((error: unknown) => {
        if (!(error instanceof WorkflowNotFoundError)) throw error
      })
    },
  }
}
