import { usdcBalance } from '../balances.ts'
import type { EscrowIntent } from '../intent.ts'
import type { ChainConfig } from '../network.ts'
import type { ChainRpc } from '../rpc/client.ts'
import { readEscrow } from './read.ts'
import type { EscrowState } from './state.ts'

/** What the chain says about a step that was refused. */
export type Goal =
  /** The contract already is where the step wanted to bring it. */
  | { readonly kind: 'reached'; readonly sentence: string }
  /** The step can succeed once this has changed. */
  | { readonly kind: 'blocked'; readonly sentence: string }
  | { readonly kind: 'open' }

type GoalTools = { readonly rpc: ChainRpc; readonly config: ChainConfig }

/** Re-reads the contract after a refusal: the vendor's text alone does not tell a lost race from a real obstacle. */
export async function readGoal(
  tools: GoalTools,
  intent: EscrowIntent,
  refusal: string,
  signal?: AbortSignal,
): Promise<Goal> {
  if (intent.kind === 'deploy') return { kind: 'open' }
  if (intent.kind === 'fund') return fundGoal(tools, intent, signal)
  const escrow = await readEscrow(tools.rpc, intent.contractId, signal)
  if (escrow === null) return { kind: 'open' }
  const reached = reachedBy(intent, escrow)
  if (reached !== null) return { kind: 'reached', sentence: reached }
  const overlooked = SAYS_UNAPPROVED.test(refusal) ? approvalOf(intent, escrow) : null
  return overlooked === null ? { kind: 'open' } : { kind: 'blocked', sentence: overlooked }
}

/** The contract's refusal of a release before the approval, in the vendor's words. */
const SAYS_UNAPPROVED = /completed/i

/** Says that a release lacks no approval: where the ledger shows it and the vendor does not, its node is behind ours. */
function approvalOf(intent: EscrowIntent, escrow: EscrowState): string | null {
  if (intent.kind !== 'release' && intent.kind !== 'releaseMilestone') return null
  const needed =
    intent.kind === 'release' ? escrow.milestones : escrow.milestones.filter((_, at) => at === intent.milestoneIndex)
  if (needed.length === 0 || !needed.every(({ approved }) => approved)) return null
  return `The ledger shows the approval that the release of ${intent.contractId} needs, and Trustless Work does not yet`
}

/** Says that the contract is where the step wanted to bring it; null where it is not. */
function reachedBy(intent: Exclude<EscrowIntent, { kind: 'deploy' | 'fund' }>, escrow: EscrowState): string | null {
  switch (intent.kind) {
    case 'changeMilestoneStatus': {
      const milestone = escrow.milestones[intent.milestoneIndex]
      const isSet = milestone?.status === intent.newStatus && milestone.evidence === intent.newEvidence
      return isSet ? `${milestoneOf(intent)} already has the status that was to be set` : null
    }
    case 'approveMilestone':
      return escrow.milestones[intent.milestoneIndex]?.approved ? `${milestoneOf(intent)} is already approved` : null
    case 'release':
      return flagged(intent, escrow, 'released')
    case 'dispute':
      return flagged(intent, escrow, 'disputed')
    case 'resolve':
      return flagged(intent, escrow, 'resolved')
    case 'releaseMilestone':
      return milestoneFlagged(intent, escrow, 'released')
    case 'disputeMilestone':
      return milestoneFlagged(intent, escrow, 'disputed')
    case 'resolveMilestone':
      return milestoneFlagged(intent, escrow, 'resolved')
  }
}

type Flag = 'released' | 'disputed' | 'resolved'
type OfMilestone = { readonly contractId: string; readonly milestoneIndex: number }

function flagged({ contractId }: { readonly contractId: string }, escrow: EscrowState, flag: Flag): string | null {
  return escrow.kind === 'single' && escrow[flag] ? `The escrow ${contractId} is already ${flag}` : null
}

function milestoneFlagged(intent: OfMilestone, escrow: EscrowState, flag: Flag): string | null {
  if (escrow.kind !== 'multi' || !escrow.milestones[intent.milestoneIndex]?.[flag]) return null
  return `${milestoneOf(intent)} is already ${flag}`
}

function milestoneOf({ contractId, milestoneIndex }: OfMilestone): string {
  return `Milestone ${milestoneIndex} of the escrow ${contractId}`
}

async function fundGoal(
  { rpc, config }: GoalTools,
  intent: Extract<EscrowIntent, { kind: 'fund' }>,
  signal: AbortSignal | undefined,
): Promise<Goal> {
  const needed = BigInt(intent.amountStroops)
  const held = await usdcBalance(rpc, config, intent.contractId, signal)
  if (held >= needed) {
    return { kind: 'reached', sentence: `The escrow ${intent.contractId} already holds ${held} stroops` }
  }
  const available = await usdcBalance(rpc, config, intent.signer, signal)
  if (available >= needed) return { kind: 'open' }
  const sentence = `The wallet ${intent.signer} holds ${available} stroops of the ${needed} that the escrow needs; top it up`
  return { kind: 'blocked', sentence }
}
