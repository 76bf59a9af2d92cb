import type {
  ApproveMilestoneIntent,
  ChangeMilestoneStatusIntent,
  DeployIntent,
  DisputeMilestoneIntent,
  EscrowCall,
  FundIntent,
  MultiTerms,
  ReleaseMilestoneIntent,
  ResolveMilestoneIntent,
} from '../../../../chain/intent.ts'
import { addressVal } from '../../../../chain/scval.ts'
import { expectationOf } from '../../../../chain/verify/expectation.ts'
import { type Verification, verifyEnvelope } from '../../../../chain/verify/verifyEnvelope.ts'
import { address, buildDraft, config, type Draft, escrowId, honestDraft, limits, terms } from './vendorTransaction.ts'

export const buyer = address('buyer')
export const seller = address('seller')
export const resolver = address('resolver')
export const deployer = address('deployer')

const { receiver: _, ...roles } = terms.roles
export const multiTerms: MultiTerms = {
  engagementId: 'ord_1',
  title: 'Web site',
  description: 'In two parts',
  platformFeeBps: 250,
  roles,
  milestones: [
    { description: 'Design', amountStroops: '500000000', receiver: seller },
    { description: 'Code', amountStroops: '300000000', receiver: seller },
  ],
}

export const deploy: DeployIntent = { kind: 'deploy', escrow: multiTerms }
export const fund: FundIntent = {
  kind: 'fund',
  contractId: escrowId,
  signer: buyer,
  amountStroops: '800000000',
  escrow: multiTerms,
}
export const complete: ChangeMilestoneStatusIntent = {
  kind: 'changeMilestoneStatus',
  contract: 'multi',
  contractId: escrowId,
  serviceProvider: seller,
  milestoneIndex: 1,
  newStatus: 'completed',
  newEvidence: 'https://example.org/work',
}
export const approve: ApproveMilestoneIntent = {
  kind: 'approveMilestone',
  contract: 'multi',
  contractId: escrowId,
  approver: buyer,
  milestoneIndex: 1,
}
export const release: ReleaseMilestoneIntent = {
  kind: 'releaseMilestone',
  contractId: escrowId,
  releaseSigner: buyer,
  milestoneIndex: 1,
}
export const dispute: DisputeMilestoneIntent = {
  kind: 'disputeMilestone',
  contractId: escrowId,
  milestoneIndex: 1,
  signer: seller,
}
export const resolve: ResolveMilestoneIntent = {
  kind: 'resolveMilestone',
  contractId: escrowId,
  milestoneIndex: 1,
  disputeResolver: resolver,
  distributions: [
    { address: seller, amountStroops: '200000000' },
    { address: buyer, amountStroops: '100000000' },
  ],
}

export type Tamper = (draft: Draft) => Partial<Draft>

/** Verifies what an honest vendor builds for a step, after a tampering with it. */
export function verifyTampered(intent: EscrowCall, source: string, tamper: Tamper = () => ({})): Verification {
  const draft = honestDraft(intent, source)
  const transaction = buildDraft({ ...draft, ...tamper(draft) }).toXdr()
  return verifyEnvelope(transaction, expectationOf(config, intent, source), limits)
}

/** The lineage that takes the fee address as an argument has it at this place. */
export const withFeeAddressAt =
  (index: number, feeAddress: string): Tamper =>
  ({ call }) => ({ call: { ...call, args: call.args.toSpliced(index, 0, addressVal(feeAddress)) } })
