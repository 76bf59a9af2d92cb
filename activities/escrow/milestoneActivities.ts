import type { ChainProof } from '../../domain/ledger/posting.ts'
import type { DisputeParty } from '../../domain/order/dispute.ts'
import type { EscrowInput } from './activities.ts'
import {
  approveOneIntent,
  completeIntent,
  disputeOneIntent,
  releaseOneIntent,
  resolveOneIntent,
} from './milestoneIntents.ts'
import type { RunOrderStep } from './orderStep.ts'

export type MilestoneInput = EscrowInput & {
  /** The milestone's place in the order and in the contract, counted from zero. */
  readonly index: number
}

/** The chain steps of one milestone. Each may be run any number of times; the step's key makes it happen once. */
export type MilestoneActivities = {
  completeMilestone(input: MilestoneInput & { evidence: string }): Promise<ChainProof>
  approveMilestone(input: MilestoneInput): Promise<ChainProof>
  releaseMilestone(input: MilestoneInput): Promise<ChainProof>
  disputeMilestone(input: MilestoneInput & { openedBy: DisputeParty }): Promise<ChainProof>
  resolveMilestone(input: MilestoneInput & { releaseStroops: string; refundStroops: string }): Promise<ChainProof>
}

export function createMilestoneActivities(step: RunOrderStep): MilestoneActivities {
  return {
    completeMilestone: ({ terms, evidence, ...place }) =>
      step(terms, `complete:${place.index}`, (parties) => completeIntent(parties, place, evidence)),
    approveMilestone: ({ terms, ...place }) =>
      step(terms, `approve:${place.index}`, (parties) => approveOneIntent(parties, place)),
    releaseMilestone: ({ terms, ...place }) =>
      step(terms, `release:${place.index}`, (parties) => releaseOneIntent(parties, place)),
    disputeMilestone: ({ terms, openedBy, ...place }) =>
      step(terms, `dispute:${place.index}`, (parties) => disputeOneIntent(parties, place, openedBy)),
    resolveMilestone: ({ terms, releaseStroops, refundStroops, ...place }) =>
      step(terms, `resolve:${place.index}`, (parties) =>
        resolveOneIntent(parties, place, { releaseStroops, refundStroops }),
      ),
  }
}
