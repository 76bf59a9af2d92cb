import type { CommandId } from '../../domain/ids.ts'
import type { GiveUpCommand } from '../../domain/withdrawal/changes/giveUp.ts'
import type { WithdrawalState } from '../../domain/withdrawal/step.ts'
import type { WithdrawalTerms } from '../../domain/withdrawal/terms.ts'
import type { WithdrawalInput, WithdrawalSnapshot } from './messages.ts'

/** Support repeats itself, but not that often: what comes on top has no effect. */
const REMEMBERED_COMMANDS = 200

/** The withdrawal's desk: where it stands, what it does, and what support has asked of it. */
export type Desk = {
  readonly terms: WithdrawalTerms
  readonly commandId: CommandId
  /** Null while nothing is set aside. */
  state: WithdrawalState | null
  /** The step under way, in words. */
  doing: string | null
  /** Why that step cannot go on by itself, as a sentence. */
  problem: string | null
  /** Between two tries of a stuck step: only then may support give it up. */
  isWaiting: boolean
  retryRequests: number
  readonly giveUps: GiveUpCommand[]
  /** Command ids seen, so that a signal delivered twice is one command. */
  readonly seen: Set<CommandId>
  /** Why the last signal of support was not understood. */
  notice: string | null
}

export function openDesk({ terms, commandId }: WithdrawalInput): Desk {
  return {
    terms,
    commandId,
    state: null,
    doing: null,
    problem: null,
    isWaiting: false,
    retryRequests: 0,
    giveUps: [],
    seen: new Set(),
    notice: null,
  }
}

/** True for a command that has not come before. */
export function isNew(desk: Desk, commandId: CommandId): boolean {
  if (desk.seen.has(commandId) || desk.seen.size >= REMEMBERED_COMMANDS) return false
  desk.seen.add(commandId)
  return true
}

export function snapshot({ terms, state, doing, problem }: Desk): WithdrawalSnapshot {
  return { withdrawal: { ...terms, status: state?.status ?? null }, doing, problem }
}
