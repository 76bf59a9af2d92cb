import type { Rejection } from '../errors.ts'
import type { EventDraft } from '../events.ts'
import type { CommandId, DisputeId, EscrowId, OrderId, UserId } from '../ids.ts'
import type { ChainProof } from '../ledger/posting.ts'
import type { Deadline } from './deadlines.ts'
import type { DisputeDecision, DisputeParty, DisputeReason, DisputeStatus } from './dispute.ts'
import type { OperatorAction } from './operator.ts'
import type { MilestoneState } from './state.ts'
import type { EscrowStatus, FinalStatus, OrderStatus } from './status.ts'
import type { OrderTerms } from './terms.ts'

/** Moments of an order's life that its row remembers; the database's clock fills them in. */
export type OrderStamp = 'reservedAt' | 'fundedAt' | 'closedAt'

/** The ledger effect of a change, by posting rule. The order's terms supply parties and amount. */
export type OrderPosting =
  | { readonly rule: 'reserve' }
  | { readonly rule: 'cancel' }
  | { readonly rule: 'fund'; readonly contractId: string; readonly proof: ChainProof }
  | ({ readonly rule: 'release' } & PaidByContract)
  | ({ readonly rule: 'resolution' } & PaidByContract & PaidOut)

/** `milestone`: the place of the milestone that was paid; left out where the order is paid as a whole. */
type PaidByContract = { readonly contractId: string; readonly proof: ChainProof; readonly milestone?: number }

/** What a resolution handed out, in strings of stroops before the contract's fees. Dust is what strangers had sent in. */
export type PaidOut = {
  readonly releaseStroops: string
  readonly refundStroops: string
  readonly dustStroops: string
}

/** How a command came out, written beside its effect so that both exist or neither. */
export type Outcome =
  | { readonly commandId: CommandId; readonly kind: string; readonly status: 'PENDING' | 'SUCCEEDED' }
  | { readonly commandId: CommandId; readonly kind: string; readonly status: 'REJECTED'; readonly rejection: Rejection }

export type EscrowPatch = { readonly escrowId: EscrowId; readonly status: EscrowStatus; readonly contractId?: string }

export type DisputePatch = {
  readonly disputeId: DisputeId
  readonly status: DisputeStatus
  readonly openedBy: DisputeParty
  readonly reason: DisputeReason
  readonly description?: string
  /** Who has it from now on, unless somebody has it already. */
  readonly assignTo?: string
  readonly resolution?: {
    readonly decision: DisputeDecision
    readonly releaseStroops: string
    readonly refundStroops: string
    readonly note?: string
  }
}

/** What the treasury owes one wallet; `cause` is the milestone's reference, empty for an order that is paid as a whole. */
export type TopUp = { readonly userId: UserId; readonly amountStroops: string; readonly cause: string }

/**
 * One committed step of an order: all that one SQL transaction writes. Plain JSON, because it travels to a local activity.
 * `key` (order, command, step) makes a second run return the first one's result.
 */
export type OrderChange = {
  readonly key: string
  readonly orderId: OrderId
  /** The version of the order row that this change was decided on; 0 creates the row. */
  readonly expectedVersion: number
  readonly terms: OrderTerms
  /** States that the order runs through on its way to `status`, for the history of states. */
  readonly passesThrough?: readonly OrderStatus[]
  readonly status: OrderStatus
  readonly finalStatus?: FinalStatus
  readonly stamps: readonly OrderStamp[]
  readonly posting?: OrderPosting
  readonly escrow?: EscrowPatch
  readonly dispute?: DisputePatch
  /** The wallets that are short after this change, and by how much; the treasury will pay them. */
  readonly topUps?: readonly TopUp[]
  /** The deadlines as they are after this change; left out where none has moved. */
  readonly deadlines?: readonly Deadline[]
  /** What support did to cause it. */
  readonly operatorAction?: OperatorAction
  /** Every milestone as it is after this change; left out where none has moved. */
  readonly milestones?: readonly MilestoneState[]
  readonly outcome?: Outcome
  readonly events: readonly EventDraft[]
}

/** The names under which changes are recorded, as an operator reads them in the Web UI. */
export const RECORDERS = [
  'recordOrder',
  'recordReservation',
  'recordCancellation',
  'recordEscrowRequest',
  'recordContractId',
  'recordDeployment',
  'recordFundingQueued',
  'recordFundingStart',
  'recordFunding',
  'recordReleaseRequest',
  'recordRelease',
  'recordRefundRequest',
  'recordRefund',
  'recordDispute',
  'recordFrozenContract',
  'recordDecision',
  'recordResolution',
  'recordMilestoneRequest',
  'recordMilestoneCompletion',
  'recordMilestonePayout',
  'recordAbort',
  'recordManualProof',
  'recordDeadlineChange',
  'recordReminder',
  'recordHandOver',
] as const
export type Recorder = (typeof RECORDERS)[number]

/** What the database made of a change. A refusal has written the command's rejection and nothing else. */
export type ChangeResult =
  | { readonly applied: true; readonly version: number }
  | { readonly applied: false; readonly rejection: Rejection }
  | DecidedTooEarly

/**
 * Nothing was written: the order's row is ahead, at this version, by a change that whoever decided has not made yet. That
 * happens to a workflow whose worker died after a commit: its task is done again, with signals that arrived since, and
 * those come before what was done first the first time. The decision is to be made again once that change is.
 */
export type DecidedTooEarly = { readonly applied: false; readonly rowVersion: number }

export function isTooEarly(result: unknown): result is DecidedTooEarly {
  return typeof result === 'object' && result !== null && 'rowVersion' in result
}
