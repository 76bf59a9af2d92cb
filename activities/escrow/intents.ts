import type {
  ApproveMilestoneIntent,
  ChangeMilestoneStatusIntent,
  DeployIntent,
  DisputeIntent,
  EscrowTerms,
  FundIntent,
  ReleaseIntent,
  ResolveIntent,
} from '../../chain/intent.ts'
import type { DisputeParty } from '../../domain/order/dispute.ts'
import { escrowTexts } from '../../domain/order/escrowTexts.ts'
import { hasMilestones } from '../../domain/order/milestones.ts'
import { amountOfPart, type OrderTerms } from '../../domain/order/terms.ts'
import type { Parties } from './parties.ts'

/** An order without milestones of its own is one milestone in the contract. */
const ONLY_MILESTONE = 0

/** Buyer and seller act for themselves; the platform only stands by, and disputes are decided by a key of their own. */
function escrowTerms(terms: OrderTerms, parties: Parties): EscrowTerms {
  const { milestones: texts, ...words } = escrowTexts(terms)
  const common = { ...words, platformFeeBps: terms.platformFeeBps }
  const roles = {
    approver: parties.buyer,
    releaseSigner: parties.buyer,
    serviceProvider: parties.seller,
    platform: parties.treasury,
    disputeResolver: parties.resolver,
  }
  if (!hasMilestones(terms)) {
    return {
      ...common,
      amountStroops: terms.amountStroops,
      roles: { ...roles, receiver: parties.seller },
      milestoneDescription: texts[0] ?? '',
    }
  }
  const milestones = texts.map((description, index) => ({
    description,
    amountStroops: String(amountOfPart(terms, index)),
    receiver: parties.seller,
  }))
  return { ...common, roles, milestones }
}

export function deployIntent(terms: OrderTerms, parties: Parties): DeployIntent {
  return { kind: 'deploy', escrow: escrowTerms(terms, parties) }
}

export function fundIntent(terms: OrderTerms, parties: Parties, contractId: string): FundIntent {
  return {
    kind: 'fund',
    contractId,
    signer: parties.buyer,
    amountStroops: terms.amountStroops,
    escrow: escrowTerms(terms, parties),
  }
}

export function deliveredIntent(parties: Parties, contractId: string): ChangeMilestoneStatusIntent {
  return {
    kind: 'changeMilestoneStatus',
    contract: 'single',
    contractId,
    serviceProvider: parties.seller,
    milestoneIndex: ONLY_MILESTONE,
    newStatus: 'completed',
    newEvidence: '',
  }
}

export function approveIntent(parties: Parties, contractId: string): ApproveMilestoneIntent {
  return {
    kind: 'approveMilestone',
    contract: 'single',
    contractId,
    approver: parties.buyer,
    milestoneIndex: ONLY_MILESTONE,
  }
}

export function releaseIntent(parties: Parties, contractId: string): ReleaseIntent {
  return { kind: 'release', contractId, releaseSigner: parties.buyer }
}

export function disputeIntent(parties: Parties, contractId: string, openedBy: DisputeParty): DisputeIntent {
  return { kind: 'dispute', contractId, signer: openedBy === 'BUYER' ? parties.buyer : parties.seller }
}

/** Everything the contract holds is handed out; what strangers sent in goes to the treasury. */
export function resolveIntent(
  parties: Parties,
  contractId: string,
  parts: { releaseStroops: string; refundStroops: string },
): ResolveIntent {
  const shares = [
    { address: parties.seller, amountStroops: parts.releaseStroops },
    { address: parties.buyer, amountStroops: parts.refundStroops },
  ]
  return {
    kind: 'resolve',
    contractId,
    disputeResolver: parties.resolver,
    shares: shares.filter(({ amountStroops }) => amountStroops !== '0'),
    remainderTo: parties.treasury,
  }
}
