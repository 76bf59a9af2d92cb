import type {
  ApproveMilestoneIntent,
  ChangeMilestoneStatusIntent,
  DisputeMilestoneIntent,
  ReleaseMilestoneIntent,
  ResolveMilestoneIntent,
} from '../../chain/intent.ts'
import type { DisputeParty } from '../../domain/order/dispute.ts'
import type { Parties } from './parties.ts'

/** Which milestone of which contract. */
type Place = { readonly contractId: string; readonly index: number }

export function completeIntent(parties: Parties, place: Place, evidence: string): ChangeMilestoneStatusIntent {
  return {
    kind: 'changeMilestoneStatus',
    contract: 'multi',
    contractId: place.contractId,
    serviceProvider: parties.seller,
    milestoneIndex: place.index,
    newStatus: 'completed',
    newEvidence: evidence,
  }
}

export function approveOneIntent(parties: Parties, { contractId, index }: Place): ApproveMilestoneIntent {
  return {
    kind: 'approveMilestone',
    contract: 'multi',
    contractId,
    approver: parties.buyer,
    milestoneIndex: index,
  }
}

export function releaseOneIntent(parties: Parties, { contractId, index }: Place): ReleaseMilestoneIntent {
  return { kind: 'releaseMilestone', contractId, releaseSigner: parties.buyer, milestoneIndex: index }
}

export function disputeOneIntent(
  parties: Parties,
  { contractId, index }: Place,
  openedBy: DisputeParty,
): DisputeMilestoneIntent {
  const signer = openedBy === 'BUYER' ? parties.buyer : parties.seller
  return { kind: 'disputeMilestone', contractId, milestoneIndex: index, signer }
}

export function resolveOneIntent(
  parties: Parties,
  { contractId, index }: Place,
  parts: { releaseStroops: string; refundStroops: string },
): ResolveMilestoneIntent {
  const shares = [
    { address: parties.seller, amountStroops: parts.releaseStroops },
    { address: parties.buyer, amountStroops: parts.refundStroops },
  ]
  return {
    kind: 'resolveMilestone',
    contractId,
    milestoneIndex: index,
    disputeResolver: parties.resolver,
    distributions: shares.filter(({ amountStroops }) => amountStroops !== '0'),
  }
}
