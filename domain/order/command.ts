import type { CommandId, UserId } from '../ids.ts'
import type { DisputeDecision, DisputeParty, DisputeReason } from './dispute.ts'

/**
 * Who asks: a party by role or id, support, the order's own clock, or nobody, which means that the marketplace speaks for
 * the buyer.
 */
export type Actor = 'BUYER' | 'SELLER' | 'SUPPORT' | 'CLOCK' | UserId

export const COMMAND_KINDS = [
  'reserve',
  'createEscrow',
  'fund',
  'completeMilestone',
  'releaseMilestone',
  'release',
  'refund',
  'dispute',
  'resolve',
  'cancel',
] as const
export type CommandKind = (typeof COMMAND_KINDS)[number]

type Base = { readonly commandId: CommandId; readonly actor?: Actor }
export type ReserveCommand = Base & {
  readonly kind: 'reserve' /** Stroops; must equal the order's amount. */
  readonly amount?: string
}
export type CreateEscrowCommand = Base & { readonly kind: 'createEscrow' }
export type FundCommand = Base & { readonly kind: 'fund' }
/** The seller says that a part of the work is done. */
export type CompleteMilestoneCommand = Base & {
  readonly kind: 'completeMilestone'
  readonly ref: string
  /** Where to see it, a link for instance; it is written into the contract. */
  readonly evidence?: string
}
/** The buyer approves a part of the work and has it paid. */
export type ReleaseMilestoneCommand = Base & { readonly kind: 'releaseMilestone'; readonly ref: string }
export type ReleaseCommand = Base & { readonly kind: 'release' }
export type RefundCommand = Base & { readonly kind: 'refund'; readonly reason?: string }
export type DisputeCommand = Base & {
  readonly kind: 'dispute'
  /** The party in whose name the dispute is opened; its wallet signs. */
  readonly openedBy: DisputeParty
  readonly reason: DisputeReason
  readonly description?: string
}
export type ResolveCommand = Base & {
  readonly kind: 'resolve'
  readonly decision: DisputeDecision
  /** Stroops; only for SPLIT, where both must be given and add up to the order's amount. */
  readonly releaseAmount?: string
  readonly refundAmount?: string
  readonly note?: string
}
export type CancelCommand = Base & { readonly kind: 'cancel'; readonly reason?: string }

/** A move that somebody outside asks an order to make. Plain JSON: it travels as a Temporal signal. */
export type OrderCommand =
  | ReserveCommand
  | CreateEscrowCommand
  | FundCommand
  | CompleteMilestoneCommand
  | ReleaseMilestoneCommand
  | ReleaseCommand
  | RefundCommand
  | DisputeCommand
  | ResolveCommand
  | CancelCommand
