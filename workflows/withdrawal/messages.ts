import type { CommandId } from '../../domain/ids.ts'
import { GIVE_UP_COMMAND } from '../../domain/withdrawal/changes/giveUp.ts'
import type { WithdrawalStatus } from '../../domain/withdrawal/status.ts'
import type { WithdrawalTerms } from '../../domain/withdrawal/terms.ts'
import { RETRY_NOW } from '../messages.ts'

export const withdrawalWorkflowType = 'withdrawal'

/** What starts a withdrawal's workflow. The workflow id is the withdrawal id. */
export type WithdrawalInput = {
  readonly terms: WithdrawalTerms
  /** The command whose outcome tells the caller whether the money is set aside. */
  readonly commandId: CommandId
}

/** Support's signals, as the Web UI shows them in its signal dialog. */
export const WITHDRAWAL_SIGNALS = {
  retryNow: RETRY_NOW,
  giveUp: {
    name: GIVE_UP_COMMAND,
    description:
      'Give the money back to the user, once it is certain that it cannot be paid any more. ' +
      'Input: {"by": "your name", "reason": "why"}.',
  },
} as const

export const WITHDRAWAL_QUERIES = {
  state: { name: 'state', description: 'The withdrawal as its workflow knows it, with what it is doing now.' },
} as const

/** The answer of the query `state`. */
export type WithdrawalSnapshot = {
  /** Without a status while nothing is set aside. */
  readonly withdrawal: WithdrawalTerms & { readonly status: WithdrawalStatus | null }
  readonly doing: string | null
  readonly problem: string | null
}
