import { ApplicationFailure } from '@temporalio/common'
import type { Payment, WithdrawalActivities } from '../../activities/withdrawal/activities.ts'
import type { WithdrawalRecordActivities, WithdrawalRefusal } from '../../activities/withdrawal/record.ts'
import type { WithdrawalActionRecord } from '../../db/withdrawals/recordAction.ts'
import type { Rejection } from '../../domain/errors.ts'
import type { WithdrawalId } from '../../domain/ids.ts'
import { invariant } from '../../domain/invariant.ts'
import type { WithdrawalChange, WithdrawalResult } from '../../domain/withdrawal/change.ts'
import { PROOF } from './escrowDouble.ts'

export type WithdrawalPart = keyof WithdrawalActivities

export type WithdrawalAttempt = {
  readonly withdrawalId: WithdrawalId
  readonly part: WithdrawalPart
  /** By the clock of the Temporal server, which is the one that skips. */
  readonly atMs: number
}

/** Withdrawals without a chain and without a database: what is refused is what a test says. */
export type WithdrawalDouble = {
  readonly activities: WithdrawalActivities & WithdrawalRecordActivities
  readonly attempts: WithdrawalAttempt[]
  readonly changes: WithdrawalChange[]
  readonly rejections: WithdrawalRefusal[]
  readonly actions: WithdrawalActionRecord[]
  /** What is found out about every destination from now on. */
  destination: Rejection | null
  /** What comes of every payment from now on. */
  payment: Payment
  /** Why changes of this rule are refused from now on. */
  readonly refused: Map<WithdrawalChange['posting']['rule'], Rejection>
  /** From now on every run of this part fails with this sentence; `forGood` spends no fast retries on it. */
  breakPart(part: WithdrawalPart, sentence: string, how?: 'forGood'): void
  mendPart(part: WithdrawalPart): void
  reset(): void
}

const PAID: Payment = { proof: PROOF }

/** `nowMs` is asked while a part runs: the clock stands still for as long as it does. */
export function createWithdrawalDouble(nowMs: () => Promise<number>): WithdrawalDouble {
  const broken = new Map<WithdrawalPart, { sentence: string; forGood: boolean }>()
  const results = new Map<string, WithdrawalResult>()
  const versions = new Map<WithdrawalId, number>()
  const run = async <T>(part: WithdrawalPart, withdrawalId: WithdrawalId, result: () => T): Promise<T> => {
    double.attempts.push({ withdrawalId, part, atMs: await nowMs() })
    const fault = broken.get(part)
    if (fault?.forGood) throw ApplicationFailure.nonRetryable(fault.sentence)
    if (fault) throw new Error(fault.sentence)
    return result()
  }
  const take = (change: WithdrawalChange): WithdrawalResult => {
    const { key, withdrawalId, expectedVersion, posting } = change
    const earlier = results.get(key)
    if (earlier) return earlier
    const rejection = double.refused.get(posting.rule)
    if (rejection) return { applied: false, rejection }
    const version = versions.get(withdrawalId) ?? 0
    invariant(version === expectedVersion, `${key} was decided on ${expectedVersion}, not ${version}`)
    versions.set(withdrawalId, version + 1)
    results.set(key, { applied: true })
    double.changes.push(change)
    return { applied: true }
  }
  const double: WithdrawalDouble = {
    attempts: [],
    changes: [],
    rejections: [],
    actions: [],
    destination: null,
    payment: PAID,
    refused: new Map(),
    activities: {
      examineDestination: ({ terms }) => run('examineDestination', terms.withdrawalId, () => double.destination),
      payWithdrawal: ({ terms }) => run('payWithdrawal', terms.withdrawalId, () => double.payment),
      commitWithdrawal: async (change) => take(change),
      recordWithdrawalRejection: async (refusal) => void double.rejections.push(refusal),
      recordWithdrawalAction: async (record) => void double.actions.push(record),
    },
    breakPart: (part, sentence, how) => void broken.set(part, { sentence, forGood: how === 'forGood' }),
    mendPart: (part) => void broken.delete(part),
    reset() {
      for (const list of [double.attempts, double.changes, double.rejections, double.actions]) list.length = 0
      for (const known of [broken, results, versions, double.refused]) known.clear()
      double.destination = null
      double.payment = PAID
    },
  }
  return double
}
