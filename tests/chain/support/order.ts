import type {
  DeployIntent,
  DisputeIntent,
  FundIntent,
  ResolveIntent,
  Share,
  SingleTerms,
} from '../../../chain/intent.ts'
import type { StepEngine, StepResult } from '../../../chain/step/engine.ts'
import { context, type TestChain } from './startChain.ts'

export type TestOrder = { readonly buyer: string; readonly seller: string; readonly terms: SingleTerms }

let orders = 0

/** Two ready wallets, the buyer's with 100 USDC, and the terms of an order of 80.00 between them. */
export async function newOrder(chain: TestChain, changes: Partial<SingleTerms> = {}): Promise<TestOrder> {
  orders += 1
  const [buyer, seller] = [chain.newWallet(), chain.newWallet()]
  await chain
    .engine()
    .finish(`wallets-${buyer}`, { kind: 'createWallets', addresses: [buyer, seller] }, null, context())
  await chain.faucet(buyer, '100.00')
  const terms = {
    engagementId: `ord_${orders}`,
    title: 'Logo design',
    description: 'A logo in three colours – “für alle”',
    amountStroops: '800000000',
    platformFeeBps: 0,
    milestoneDescription: 'Delivery',
    roles: {
      approver: buyer,
      releaseSigner: buyer,
      serviceProvider: seller,
      receiver: seller,
      platform: chain.signers.platform.treasury.publicKey(),
      disputeResolver: chain.signers.platform.resolver.publicKey(),
    },
    ...changes,
  }
  return { buyer, seller, terms }
}

export function deployIntent(order: TestOrder): DeployIntent {
  return { kind: 'deploy', escrow: order.terms }
}

export function fundIntent(order: TestOrder, contractId: string): FundIntent {
  const { amountStroops } = order.terms
  return { kind: 'fund', contractId, signer: order.buyer, amountStroops, escrow: order.terms }
}

/** The buyer's dispute unless the seller opens it. */
export function disputeIntent(order: TestOrder, contractId: string, signer: string = order.buyer): DisputeIntent {
  return { kind: 'dispute', contractId, signer }
}

/** Decided by the platform's resolver; what strangers sent goes to the platform. */
export function resolveIntent(order: TestOrder, contractId: string, shares: readonly Share[]): ResolveIntent {
  const { disputeResolver, platform } = order.terms.roles
  return { kind: 'resolve', contractId, disputeResolver, shares, remainderTo: platform }
}

/** Deploys, funds and disputes an order's escrow; the id of its contract. */
export async function disputedEscrow(engine: StepEngine, order: TestOrder): Promise<string> {
  const contractId = await fundedEscrow(engine, order)
  await engine.finish(`${contractId}:dispute`, disputeIntent(order, contractId), null, context())
  return contractId
}

/** Deploys and funds an order's escrow; the id of its contract. */
export async function fundedEscrow(engine: StepEngine, order: TestOrder): Promise<string> {
  const contractId = await deployedEscrow(engine, order)
  await engine.finish(`fund-${contractId}`, fundIntent(order, contractId), null, context())
  return contractId
}

export async function deployedEscrow(engine: StepEngine, order: TestOrder): Promise<string> {
  const result: StepResult = await engine.finish(`deploy-${order.buyer}`, deployIntent(order), null, context())
  if (result.contractId === null) throw new Error('A deployment must name its contract')
  return result.contractId
}
