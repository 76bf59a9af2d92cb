import type {
  ApproveMilestoneIntent,
  DeployIntent,
  DisputeMilestoneIntent,
  FundIntent,
  MultiTerms,
  ReleaseMilestoneIntent,
  ResolveMilestoneIntent,
  Share,
} from '../../../chain/intent.ts'
import type { StepEngine } from '../../../chain/step/engine.ts'
import { newOrder } from './order.ts'
import { context, type TestChain } from './startChain.ts'

export type MultiOrder = { readonly buyer: string; readonly seller: string; readonly terms: MultiTerms }

/** Two ready wallets, the buyer's with 100 USDC, and the terms of 50.00 and 30.00 between them. */
export async function newMultiOrder(chain: TestChain, changes: Partial<MultiTerms> = {}): Promise<MultiOrder> {
  const { buyer, seller, terms: single } = await newOrder(chain)
  const { receiver: _, ...roles } = single.roles
  const terms = {
    engagementId: single.engagementId,
    title: 'Web site',
    description: 'In parts',
    platformFeeBps: 0,
    roles,
    milestones: [
      { description: 'Design', amountStroops: '500000000', receiver: seller },
      { description: 'Code', amountStroops: '300000000', receiver: seller },
    ],
    ...changes,
  }
  return { buyer, seller, terms }
}

export function deployMulti({ terms }: MultiOrder): DeployIntent {
  return { kind: 'deploy', escrow: terms }
}

export function fundMulti({ buyer, terms }: MultiOrder, contractId: string): FundIntent {
  const total = terms.milestones.reduce((sum, { amountStroops }) => sum + BigInt(amountStroops), 0n)
  return { kind: 'fund', contractId, signer: buyer, amountStroops: total.toString(), escrow: terms }
}

export function approveOne({ buyer }: MultiOrder, contractId: string, milestoneIndex: number): ApproveMilestoneIntent {
  return { kind: 'approveMilestone', contract: 'multi', contractId, approver: buyer, milestoneIndex }
}

export function releaseOne({ buyer }: MultiOrder, contractId: string, milestoneIndex: number): ReleaseMilestoneIntent {
  return { kind: 'releaseMilestone', contractId, releaseSigner: buyer, milestoneIndex }
}

export function disputeOne(
  { seller }: MultiOrder,
  contractId: string,
  milestoneIndex: number,
  signer: string = seller,
): DisputeMilestoneIntent {
  return { kind: 'disputeMilestone', contractId, milestoneIndex, signer }
}

export function resolveOne(
  { terms }: MultiOrder,
  contractId: string,
  milestoneIndex: number,
  distributions: readonly Share[],
): ResolveMilestoneIntent {
  const { disputeResolver } = terms.roles
  return { kind: 'resolveMilestone', contractId, milestoneIndex, disputeResolver, distributions }
}

/** Deploys and funds an order's escrow; the id of its contract. */
export async function fundedMulti(engine: StepEngine, order: MultiOrder): Promise<string> {
  const { contractId } = await engine.finish(`deploy-${order.buyer}`, deployMulti(order), null, context())
  if (contractId === null) throw new Error('A deployment must name its contract')
  await engine.finish(`fund-${contractId}`, fundMulti(order, contractId), null, context())
  return contractId
}
