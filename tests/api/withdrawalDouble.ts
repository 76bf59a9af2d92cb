import { randomBytes } from 'node:crypto'
import type { TemporalPort } from '../../api/temporal/port.ts'
import { recordRejection } from '../../db/commands/recordRejection.ts'
import type { Database } from '../../db/connect.ts'
import { newId } from '../../db/newId.ts'
import { commitWithdrawalChange } from '../../db/withdrawals/commitChange.ts'
import { recordWithdrawalAction } from '../../db/withdrawals/recordAction.ts'
import type { Rejection } from '../../domain/errors.ts'
import type { OrderId, WithdrawalId } from '../../domain/ids.ts'
import { retryKey } from '../../domain/order/operator.ts'
import { completeWithdrawal } from '../../domain/withdrawal/changes/complete.ts'
import { failWithdrawal } from '../../domain/withdrawal/changes/fail.ts'
import { GIVE_UP_COMMAND, giveUpWithdrawal } from '../../domain/withdrawal/changes/giveUp.ts'
import { requestWithdrawal, WITHDRAW_COMMAND } from '../../domain/withdrawal/changes/request.ts'
import type { WithdrawalFailure } from '../../domain/withdrawal/failure.ts'
import type { WithdrawalState, WithdrawalStep } from '../../domain/withdrawal/step.ts'
import type { WithdrawalInput } from '../../workflows/withdrawal/messages.ts'

export type WithdrawalPort = Pick<TemporalPort, 'startWithdrawal' | 'retryWithdrawal' | 'giveUpWithdrawal'>

/** What the imaginary chain does with withdrawals. */
export type WithdrawalChain = {
  readonly starts: WithdrawalInput[]
  /** What is found out about every destination. */
  destination: Rejection | null
  /** Whether payments happen at once, wait for `payWaiting`, or are turned down by the network. */
  payments: 'quick' | 'wait' | WithdrawalFailure
  /** Pays what has waited. */
  payWaiting(): Promise<void>
}

type Tools = {
  readonly db: Database
  readonly stuck: Map<OrderId | WithdrawalId, string>
  /** Takes work in the mode that the double is in. */
  take(work: () => Promise<void>): Promise<void>
}

/** Withdrawals without Temporal: the same commits as the workflow makes, one after the other. */
export function createWithdrawalDouble({ db, stuck, take }: Tools): { port: WithdrawalPort; chain: WithdrawalChain } {
  const waiting = new Map<WithdrawalId, WithdrawalState<'PENDING'>>()
  const commit = async ({ change }: WithdrawalStep) => (await commitWithdrawalChange(db, change)).applied
  const reject = (
    withdrawalId: WithdrawalId,
    commandId: WithdrawalInput['commandId'],
    kind: string,
    rejection: Rejection,
  ) => recordRejection(db, { orderId: withdrawalId, commandId, kind, rejection })

  const enter = async ({ terms, commandId }: WithdrawalInput) => {
    const { withdrawalId } = terms
    if (chain.destination !== null) {
      await reject(withdrawalId, commandId, WITHDRAW_COMMAND, chain.destination)
      return
    }
    const requested = requestWithdrawal(terms, commandId)
    if (!(await commit(requested))) return
    waiting.set(withdrawalId, requested.next)
    if (chain.payments !== 'wait') await pay(withdrawalId)
  }
  const pay = async (withdrawalId: WithdrawalId) => {
    const state = waiting.get(withdrawalId)
    if (state === undefined) return
    waiting.delete(withdrawalId)
    stuck.delete(withdrawalId)
    const { payments } = chain
    const proof = { transactionHash: randomBytes(32).toString('hex'), ledger: 9 }
    await commit(typeof payments === 'object' ? failWithdrawal(state, payments) : completeWithdrawal(state, proof))
  }

  const chain: WithdrawalChain = {
    starts: [],
    destination: null,
    payments: 'quick',
    async payWaiting() {
      for (const id of waiting.keys()) await pay(id)
    },
  }
  const port: WithdrawalPort = {
    async startWithdrawal(input) {
      chain.starts.push(input)
      await take(() => enter(input))
    },
    async retryWithdrawal(id, { by = 'unnamed', reason = '', requestId = newId('command') }) {
      if (!waiting.has(id)) return 'not_running'
      await take(async () => {
        const action = { key: retryKey(requestId), action: 'retryNow', by, reason, details: {} } as const
        await recordWithdrawalAction(db, { withdrawalId: id, action })
        await pay(id)
      })
      return 'accepted'
    },
    async giveUpWithdrawal(id, command) {
      const state = waiting.get(id)
      if (state === undefined) return 'not_running'
      await take(async () => {
        const message = `Withdrawal ${id} is not stuck.`
        const rejection = { code: 'INVALID_STATE', message, details: { currentStatus: 'PENDING' } } as const
        if (!stuck.has(id)) await reject(id, command.commandId, GIVE_UP_COMMAND, rejection)
        else if (await commit(giveUpWithdrawal(state, command))) waiting.delete(id)
      })
      return 'accepted'
    },
  }
  return { port, chain }
}
