import type { ChainConfig } from '../../chain/network.ts'
import type { ChainRpc } from '../../chain/rpc/client.ts'
import type { StepEngine } from '../../chain/step/engine.ts'
import type { Database } from '../../db/connect.ts'
import { invariant } from '../../domain/invariant.ts'
import type { ChainProof } from '../../domain/ledger/posting.ts'
import type { PaidOut } from '../../domain/order/change.ts'
import type { DisputeParty } from '../../domain/order/dispute.ts'
import type { OrderTerms } from '../../domain/order/terms.ts'
import { finishStep, prepareStep, proofOf } from '../step/runStep.ts'
import {
  approveIntent,
  deliveredIntent,
  deployIntent,
  disputeIntent,
  fundIntent,
  releaseIntent,
  resolveIntent,
} from './intents.ts'
import { createMilestoneActivities, type MilestoneActivities } from './milestoneActivities.ts'
import { createOrderStep } from './orderStep.ts'
import { createReadyParties } from './parties.ts'
import { settleBeforePaying } from './settleBeforePaying.ts'
import { createSupportActivities, type SupportActivities } from './supportActivities.ts'

export type EscrowInput = { readonly terms: OrderTerms; readonly contractId: string }

/** The chain steps of an order. Each may be run any number of times; the step's key makes it happen once. */
export type EscrowActivities = MilestoneActivities &
  SupportActivities & {
    /** Builds, verifies, signs and stores the deployment; the contract's id follows from the verified transaction. */
    prepareEscrowDeployment(input: { terms: OrderTerms }): Promise<{ contractId: string }>
    deployEscrow(input: { terms: OrderTerms }): Promise<ChainProof>
    fundEscrow(input: EscrowInput): Promise<ChainProof>
    markDelivered(input: EscrowInput): Promise<ChainProof>
    approveWork(input: EscrowInput): Promise<ChainProof>
    releaseEscrow(input: EscrowInput): Promise<ChainProof>
    disputeEscrow(input: EscrowInput & { openedBy: DisputeParty }): Promise<ChainProof>
    /** Pays out everything the contract holds: the parts as asked for, and dust that strangers sent to the treasury. */
    resolveEscrow(
      input: EscrowInput & { releaseStroops: string; refundStroops: string },
    ): Promise<{ proof: ChainProof; paid: PaidOut }>
    /** Keeps the contract from being archived; `renewal` counts from one. */
    extendEscrowLifetime(input: EscrowInput & { renewal: number }): Promise<ChainProof>
  }

export type EscrowDependencies = {
  readonly db: Database
  readonly engine: StepEngine
  readonly rpc: ChainRpc
  readonly chain: ChainConfig
  readonly treasuryAddress: string
  readonly resolverAddress: string
}

export function createEscrowActivities(dependencies: EscrowDependencies): EscrowActivities {
  const { engine } = dependencies
  const readyParties = createReadyParties(dependencies)
  const step = createOrderStep(engine, readyParties)
  return {
    ...createMilestoneActivities(step),
    ...createSupportActivities(dependencies, readyParties),
    async prepareEscrowDeployment({ terms }) {
      const parties = await readyParties(terms)
      const stored = await prepareStep(engine, `${terms.orderId}:deploy`, deployIntent(terms, parties), terms.orderId)
      invariant(stored.contractId, `The deployment of order ${terms.orderId} names no contract`)
      return { contractId: stored.contractId }
    },
    deployEscrow: ({ terms }) => step(terms, 'deploy', (parties) => deployIntent(terms, parties)),
    async fundEscrow({ terms, contractId }) {
      await settleBeforePaying(dependencies, terms)
      return await step(terms, 'fund', (parties) => fundIntent(terms, parties, contractId))
    },
    markDelivered: ({ terms, contractId }) =>
      step(terms, 'delivered', (parties) => deliveredIntent(parties, contractId)),
    approveWork: ({ terms, contractId }) => step(terms, 'approve', (parties) => approveIntent(parties, contractId)),
    releaseEscrow: ({ terms, contractId }) => step(terms, 'release', (parties) => releaseIntent(parties, contractId)),
    disputeEscrow: ({ terms, contractId, openedBy }) =>
      step(terms, 'dispute', (parties) => disputeIntent(parties, contractId, openedBy)),
    async resolveEscrow({ terms, contractId, releaseStroops, refundStroops }) {
      const parties = await readyParties(terms)
      const intent = resolveIntent(parties, contractId, { releaseStroops, refundStroops })
      const result = await finishStep(engine, `${terms.orderId}:resolve`, intent, terms.orderId)
      const dust = sumOf(result.distributions) - BigInt(terms.amountStroops)
      invariant(dust >= 0n, `The resolution of order ${terms.orderId} paid out ${-dust} stroops too little`)
      return { proof: proofOf(result), paid: { releaseStroops, refundStroops, dustStroops: String(dust) } }
    },
    extendEscrowLifetime: ({ terms, contractId, renewal }) =>
      step(terms, `extend:${renewal}`, () => ({ kind: 'extendLifetime', contractId })),
  }
}

function sumOf(distributions: readonly { amountStroops: string }[]): bigint {
  return distributions.reduce((sum, { amountStroops }) => sum + BigInt(amountStroops), 0n)
}
