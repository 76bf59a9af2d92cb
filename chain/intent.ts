import type { WithdrawalId } from '../domain/ids.ts'
import type { WithdrawalMemo } from '../domain/withdrawal/terms.ts'

/** Which of the two escrow contracts: one amount for all of it, or an amount and a receiver for each milestone. */
export type ContractKind = 'single' | 'multi'

/** Who plays which part in an escrow contract. All are account addresses (G...). */
export type EscrowRoles = {
  readonly approver: string
  readonly serviceProvider: string
  readonly platform: string
  readonly releaseSigner: string
  readonly disputeResolver: string
  readonly receiver: string
}

type CommonTerms = {
  readonly engagementId: string
  readonly title: string
  readonly description: string
  readonly platformFeeBps: number
}

/** What a single-release escrow is deployed with; funding shows the contract the same terms again. */
export type SingleTerms = CommonTerms & {
  readonly amountStroops: string
  readonly roles: EscrowRoles
  readonly milestoneDescription: string
}

/** A part of a multi-release escrow that is paid by itself. */
export type MilestoneTerms = {
  readonly description: string
  readonly amountStroops: string
  readonly receiver: string
}

/** What a multi-release escrow is deployed with. */
export type MultiTerms = CommonTerms & {
  readonly roles: Omit<EscrowRoles, 'receiver'>
  readonly milestones: readonly MilestoneTerms[]
}

export type EscrowTerms = SingleTerms | MultiTerms

/** Creates the escrow contract. The engine chooses the deployer, which gets no role. */
export type DeployIntent = { readonly kind: 'deploy'; readonly escrow: EscrowTerms }

/** Pays the amount into the escrow, while its state still is what the terms say. */
export type FundIntent = {
  readonly kind: 'fund'
  readonly contractId: string
  readonly signer: string
  readonly amountStroops: string
  readonly escrow: EscrowTerms
}

export type ChangeMilestoneStatusIntent = {
  readonly kind: 'changeMilestoneStatus'
  readonly contract: ContractKind
  readonly contractId: string
  readonly serviceProvider: string
  readonly milestoneIndex: number
  readonly newStatus: string
  readonly newEvidence: string
}

export type ApproveMilestoneIntent = {
  readonly kind: 'approveMilestone'
  readonly contract: ContractKind
  readonly contractId: string
  readonly approver: string
  readonly milestoneIndex: number
}

/** Pays a single-release escrow out to its receiver. */
export type ReleaseIntent = { readonly kind: 'release'; readonly contractId: string; readonly releaseSigner: string }

/** Pays one approved milestone of a multi-release escrow out to its receiver. */
export type ReleaseMilestoneIntent = {
  readonly kind: 'releaseMilestone'
  readonly contractId: string
  readonly releaseSigner: string
  readonly milestoneIndex: number
}

/**
 * Freezes a single-release escrow until the resolver decides. `signer`: whoever opens the dispute; any role but the
 * resolver.
 */
export type DisputeIntent = { readonly kind: 'dispute'; readonly contractId: string; readonly signer: string }

/** Freezes one milestone of a multi-release escrow. Of the receivers only that milestone's own may sign. */
export type DisputeMilestoneIntent = {
  readonly kind: 'disputeMilestone'
  readonly contractId: string
  readonly milestoneIndex: number
  readonly signer: string
}

/** What one address is paid, before the contract takes its fees. */
export type Share = { readonly address: string; readonly amountStroops: string }

/**
 * Pays out all that a disputed single-release escrow holds, as the contract demands (error 39). Anybody can send USDC to
 * it: what it holds beyond the shares goes to `remainderTo`.
 */
export type ResolveIntent = {
  readonly kind: 'resolve'
  readonly contractId: string
  readonly disputeResolver: string
  readonly shares: readonly Share[]
  readonly remainderTo: string
}

/** A resolution as it is asked for in one attempt: the shares add up to what the escrow held when it was built. */
export type ResolveCall = Omit<ResolveIntent, 'shares' | 'remainderTo'> & { readonly distributions: readonly Share[] }

/** Pays out one disputed milestone. The contract takes no more than its amount (error 48), whatever else it holds. */
export type ResolveMilestoneIntent = {
  readonly kind: 'resolveMilestone'
  readonly contractId: string
  readonly milestoneIndex: number
  readonly disputeResolver: string
  readonly distributions: readonly Share[]
}

/** Keeps an escrow from being archived by the network, which happens to a contract that nobody calls for 120 days. */
export type ExtendLifetimeIntent = { readonly kind: 'extendLifetime'; readonly contractId: string }

/** Creates wallets that hold no XLM, their reserves sponsored, with a USDC trustline. At most 15 in one transaction. */
export type CreateWalletsIntent = { readonly kind: 'createWallets'; readonly addresses: readonly string[] }

export type TopUpPayment = { readonly address: string; readonly amountStroops: string }
/** Pays USDC from the treasury. At most 50 payments in one transaction. */
export type TopUpIntent = { readonly kind: 'topUp'; readonly payments: readonly TopUpPayment[] }

/**
 * Pays USDC out of a user's wallet to an address outside: G..., or M... with the receiver's number in it. The memo is the
 * user's, or there is none.
 */
export type WithdrawIntent = {
  readonly kind: 'withdraw'
  readonly withdrawalId: WithdrawalId
  readonly wallet: string
  readonly destination: string
  readonly amountStroops: string
  readonly memo: WithdrawalMemo | null
}

/** Opens the treasury's own USDC trustline. */
export type TrustTreasuryIntent = { readonly kind: 'trustTreasury' }

/** Steps whose transaction Trustless Work builds and we verify. */
export type EscrowIntent =
  | DeployIntent
  | FundIntent
  | ChangeMilestoneStatusIntent
  | ApproveMilestoneIntent
  | ReleaseIntent
  | ReleaseMilestoneIntent
  | DisputeIntent
  | DisputeMilestoneIntent
  | ResolveIntent
  | ResolveMilestoneIntent

/** What the vendor is asked to build for such a step, and what its transaction is verified against. */
export type EscrowCall = Exclude<EscrowIntent, ResolveIntent> | ResolveCall

/** Steps of classic operations, whose transaction we build ourselves. */
export type ClassicIntent = CreateWalletsIntent | TopUpIntent | TrustTreasuryIntent | WithdrawIntent

/** What one chain step is to achieve. Plain JSON: amounts are strings of stroops. */
export type ChainIntent = EscrowIntent | ClassicIntent | ExtendLifetimeIntent

export const MAX_WALLETS_PER_TRANSACTION = 15
export const MAX_PAYMENTS_PER_TRANSACTION = 50

const CLASSIC_KINDS: ReadonlySet<ChainIntent['kind']> = new Set<ClassicIntent['kind']>([
  'createWallets',
  'topUp',
  'trustTreasury',
  'withdraw',
])

export function isClassic(intent: ChainIntent): intent is ClassicIntent {
  return CLASSIC_KINDS.has(intent.kind)
}

/** True for a step whose transaction the vendor builds. */
export function isEscrowStep(intent: ChainIntent): intent is EscrowIntent {
  return !isClassic(intent) && intent.kind !== 'extendLifetime'
}
