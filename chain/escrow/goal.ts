import { usdcBalance } from '../balances.ts'
import type { EscrowIntent } from '../intent.ts'
import type { ChainConfig } from '../network.ts'
import type { ChainRpc } from '../rpc/client.ts'
import { readEscrow } from './read.ts'

/** What the chain says about a step that was refused. */
export type Goal =
  /** The contract already is where the step wanted to bring it. */
  | { readonly kind: 'reached'; readonly sentence: string }
  /** The step can succeed once this has changed. */
  | { readonly kind: 'blocked'; readonly sentence: string }
  | { readonly kind: 'open' }

type GoalTools = { readonly rpc: ChainRpc; readonly config: ChainConfig }

/** Re-reads the contract after a refusal: the vendor's text alone does not tell a lost race from a real obstacle. */
export async function readGoal(tools: GoalTools, intent: EscrowIntent, signal?: AbortSignal): Promise<Goal> {
  switch (intent.kind) {
    case 'deploy':
      return { kind: 'open' }
    case 'fund':
      return fundGoal(tools, intent, signal)
    case 'changeMilestoneStatus':
      return milestoneGoal(tools, intent, signal, 'already has the status that was to be set', (milestone) => {
        return milestone.status === intent.newStatus && milestone.evidence === intent.newEvidence
      })
    case 'approveMilestone':
      return milestoneGoal(tools, intent, signal, 'is already approved', (milestone) => milestone.approved)
    case 'release':
      return flagGoal(tools, intent, signal, 'released')
    case 'dispute':
      return flagGoal(tools, intent, signal, 'disputed')
    case 'resolve':
      return flagGoal(tools, intent, signal, 'resolved')
  }
}

async function flagGoal(
  { rpc }: GoalTools,
  intent: { readonly contractId: string },
  signal: AbortSignal | undefined,
  flag: 'released' | 'disputed' | 'resolved',
): Promise<Goal> {
  const escrow = await readEscrow(rpc, intent.contractId, signal)
  if (escrow?.[flag] !== true) return { kind: 'open' }
  return { kind: 'reached', sentence: `The escrow ${intent.contractId} is already ${flag}` }
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

type Milestone = { readonly approved: boolean; readonly status: string; readonly evidence: string }

async function milestoneGoal(
  { rpc }: GoalTools,
  intent: { readonly contractId: string; readonly milestoneIndex: number },
  signal: AbortSignal | undefined,
  said: string,
  isReached: (milestone: Milestone) => boolean,
): Promise<Goal> {
  const escrow = await readEscrow(rpc, intent.contractId, signal)
  const milestone = escrow?.milestones[intent.milestoneIndex]
  if (milestone === undefined || !isReached(milestone)) return { kind: 'open' }
  return { kind: 'reached', sentence: `Milestone ${intent.milestoneIndex} of the escrow ${intent.contractId} ${said}` }
}
