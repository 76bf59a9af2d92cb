import { defaultPayloadConverter } from '@temporalio/common'
import type { WithdrawalId } from '../../../domain/ids.ts'
import { invariant } from '../../../domain/invariant.ts'
import type { WithdrawalChange, WithdrawalResult } from '../../../domain/withdrawal/change.ts'
import type { WithdrawalInput } from '../../../workflows/withdrawal/messages.ts'
import type { Did, History } from './orderHistory.ts'

/** All that Temporal knows of one withdrawal, over all runs of its workflow. */
export type WithdrawalHistory = {
  readonly withdrawalId: WithdrawalId
  readonly input: WithdrawalInput
  readonly isRunning: boolean
  /** In the order in which they happened. */
  readonly did: Did[]
  /** Why the history could not be replayed. */
  problem: string | null
}

/** What a run was started with. */
export function inputOf({ events }: History): WithdrawalInput {
  const [payload] = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? []
  invariant(payload, 'The workflow of a withdrawal was started with nothing')
  return defaultPayloadConverter.fromPayload<WithdrawalInput>(payload)
}

/** A change that the withdrawal's workflow had committed, with what became of it. */
export type CommittedWithdrawal = { readonly change: WithdrawalChange; readonly result: WithdrawalResult }

/** Each once: a run that goes on from another repeats what that one has done, and so does one that was started again. */
export function withdrawalChangesIn({ did }: WithdrawalHistory): CommittedWithdrawal[] {
  const applied = new Set<string>()
  return did
    .filter(({ activity }) => activity === 'commitWithdrawal')
    .map(({ args, result }) => ({ change: args[0] as WithdrawalChange, result: result as WithdrawalResult }))
    .filter(({ change, result }) => {
      const isRepeated = applied.has(change.key)
      if (result.applied) applied.add(change.key)
      return !isRepeated
    })
}
