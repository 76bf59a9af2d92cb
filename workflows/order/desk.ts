import type { ManualAnswer, ManualCall } from '../../activities/escrow/supportActivities.ts'
import { type CommandId, isId } from '../../domain/ids.ts'
import { invariant } from '../../domain/invariant.ts'
import type { ChainProof } from '../../domain/ledger/posting.ts'
import type { PaidOut } from '../../domain/order/change.ts'
import { isClockId } from '../../domain/order/changes/clock.ts'
import type { MilestonePayment } from '../../domain/order/changes/payMilestone.ts'
import type { OrderCommand } from '../../domain/order/command.ts'
import type { Moment } from '../../domain/order/deadlines.ts'
import type { OperatorAction, OperatorCommand } from '../../domain/order/operator.ts'
import type { OrderState, Resolution } from '../../domain/order/state.ts'

/** What the chain lane reports to the loop that decides. */
export type LaneReport =
  | { readonly kind: 'contractId'; readonly commandId: CommandId; readonly contractId: string }
  | { readonly kind: 'deployed'; readonly commandId: CommandId }
  | { readonly kind: 'funded'; readonly commandId: CommandId; readonly proof: ChainProof }
  | { readonly kind: 'released'; readonly commandId: CommandId; readonly proof: ChainProof }
  | { readonly kind: 'refunded'; readonly commandId: CommandId; readonly proof: ChainProof; readonly paid: PaidOut }
  | { readonly kind: 'frozen'; readonly commandId: CommandId; readonly proof: ChainProof }
  | {
      readonly kind: 'milestoneCompleted'
      readonly commandId: CommandId
      readonly index: number
      readonly proof: ChainProof
    }
  | { readonly kind: 'milestonePaid'; readonly commandId: CommandId; readonly payment: MilestonePayment }
  | {
      readonly kind: 'resolved'
      readonly resolution: Resolution
      readonly commandId: CommandId
      readonly proof: ChainProof
      readonly paid: PaidOut
    }

export type InboxItem =
  | { readonly from: 'operator'; readonly command: OperatorCommand }
  | { readonly from: 'retry'; readonly action: OperatorAction }
  | { readonly from: 'clock'; readonly moment: Moment }
  | { readonly from: 'caller'; readonly command: OrderCommand }
  | { readonly from: 'lane'; readonly report: LaneReport }

/** The command that an item is or serves, if it is one that somebody sent. */
export function commandOf(item: InboxItem): CommandId | undefined {
  if (item.from === 'lane') return item.report.commandId
  return item.from === 'caller' || item.from === 'operator' ? item.command.commandId : undefined
}

/** How a command came out, as far as this workflow remembers. */
export type CommandStanding = 'PENDING' | 'SUCCEEDED' | 'REJECTED'

/** The call on chain by which somebody can do a step by hand. */
export type HandCall = Omit<ManualCall, 'transactionHash'>

/** What survives when the workflow continues as new. */
export type CarriedOver = {
  readonly state: OrderState
  readonly standings: readonly (readonly [CommandId, CommandStanding])[]
  readonly renewal?: Renewal
}

/** How often the contract's life was extended, and when last or, before that, when it was deployed. 0: not yet. */
export type Renewal = { readonly count: number; readonly lastMs: number }

const INBOX_LIMIT = 1_000
const STANDINGS_LIMIT = 500

/** The order's desk: the state, the inbox in order of arrival, and what it remembers of earlier commands. */
export type Desk = {
  state: OrderState
  readonly inbox: InboxItem[]
  /** Command ids seen, so that a signal delivered twice is one command. */
  readonly standings: Map<CommandId, CommandStanding>
  /** What the pending commands are, for whoever has to be told that they will not be done. */
  readonly kinds: Map<CommandId, string>
  /** The chain steps under way, in words: one, or several where milestones go their own ways. */
  readonly doing: Set<string>
  /** Steps that cannot go on by themselves, each with the reason as a sentence. */
  readonly problems: Map<string, string>
  retryRequests: number
  /** Stuck steps between two tries, each with the call on chain that would do it by hand, if there is one. */
  readonly waiting: Map<string, HandCall | null>
  /** Transactions that support has brought for stuck steps. */
  readonly answers: Map<string, ManualAnswer>
  /** Support has given the order up: its chain steps are not to go on. */
  isAbandoned: boolean
  /** Why the last signal of support was not understood. */
  notice: string | null
  renewal: Renewal
}

export function openDesk(state: OrderState, carried?: CarriedOver): Desk {
  return {
    // A run from before milestones could be paid carried none over, and none had moved.
    state: { ...state, ...carried?.state },
    inbox: [],
    standings: new Map(carried?.standings ?? []),
    kinds: new Map(),
    doing: new Set(),
    problems: new Map(),
    retryRequests: 0,
    waiting: new Map(),
    answers: new Map(),
    isAbandoned: false,
    notice: null,
    renewal: carried?.renewal ?? { count: 0, lastMs: 0 },
  }
}

/** Takes a command into the inbox once. A flooded inbox drops the newest, whose sender then gets no outcome. */
export function takeCommand(desk: Desk, item: Extract<InboxItem, { from: 'caller' | 'operator' }>): boolean {
  const { commandId } = item.command
  // Typed by hand in the Web UI, it may be missing; nobody could be told how such a command came out.
  if (typeof commandId !== 'string' || !(isId('command', commandId) || isClockId(commandId))) return false
  if (desk.standings.has(commandId)) return false
  if (desk.inbox.length >= INBOX_LIMIT) return false
  remember(desk, commandId, 'PENDING')
  desk.kinds.set(commandId, item.command.kind)
  desk.inbox.push(item)
  return true
}

export function takeReport(desk: Desk, report: LaneReport): void {
  desk.inbox.push({ from: 'lane', report })
}

export function remember(desk: Desk, commandId: CommandId, standing: CommandStanding): void {
  desk.standings.set(commandId, standing)
  if (standing !== 'PENDING') desk.kinds.delete(commandId)
  if (desk.standings.size <= STANDINGS_LIMIT) return
  const oldestSettled = [...desk.standings].find(([, known]) => known !== 'PENDING')
  invariant(oldestSettled, `Order ${desk.state.terms.orderId} has ${STANDINGS_LIMIT} commands pending at once`)
  desk.standings.delete(oldestSettled[0])
}

export function carryOver(desk: Desk): CarriedOver {
  return { state: desk.state, standings: [...desk.standings], renewal: desk.renewal }
}

/** The steps under way as one line, or null. */
export function doingNow(desk: Desk): string | null {
  return desk.doing.size === 0 ? null : [...desk.doing].join('; ')
}

/** Why the order is stuck, as one line, or null. */
export function problemNow(desk: Desk): string | null {
  return desk.problems.size === 0 ? null : [...desk.problems].map(([step, reason]) => `${step}: ${reason}`).join('; ')
}
