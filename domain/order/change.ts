import type { Rejection } from '../errors.ts'
import type { EventDraft } from '../events.ts'
import type { CommandId, EscrowId, OrderId, UserId } from '../ids.ts'
import type { ChainProof } from '../ledger/posting.ts'
import type { EscrowStatus, FinalStatus, OrderStatus } from './status.ts'
import type { OrderTerms } from './terms.ts'

/** Moments of an order's life that its row remembers; the database's clock fills them in. */
export type OrderStamp = 'reservedAt' | 'fundedAt' | 'closedAt'

/** The ledger effect of a change, by posting rule. The order's terms supply parties and amount. */
export type OrderPosting =
  | { readonly rule: 'reserve' }
  | { readonly rule: 'cancel' }
  | { readonly rule: 'fund'; readonly contractId: string; readonly proof: ChainProof }
  | { readonly rule: 'release'; readonly contractId: string; readonly proof: ChainProof }

/** How a command came out, written beside its effect so that both exist or neither. */
export type Outcome =
  | { readonly commandId: CommandId; readonly kind: string; readonly status: 'PENDING' | 'SUCCEEDED' }
  | { readonly commandId: CommandId; readonly kind: string; readonly status: 'REJECTED'; readonly rejection: Rejection }

export type EscrowPatch = { readonly escrowId: EscrowId; readonly status: EscrowStatus; readonly contractId?: string }

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
  /** The wallet that is short after this change, and by how much; the treasury will pay it. */
  readonly topUp?: { readonly userId: UserId; readonly amountStroops: string }
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
] as const
export type Recorder = (typeof RECORDERS)[number]

/** What the database made of a change. A refusal has written the command's rejection and nothing else. */
export type ChangeResult =
  | { readonly applied: true; readonly version: number }
  | { readonly applied: false; readonly rejection: Rejection }
