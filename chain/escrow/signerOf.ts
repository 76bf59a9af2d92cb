import type { DeployIntent, EscrowIntent } from '../intent.ts'

/** Who has to sign a step, where the intent says so; a deployment may come from any deployer. */
export function signerOf(intent: Exclude<EscrowIntent, DeployIntent>): string {
  switch (intent.kind) {
    case 'fund':
    case 'dispute':
    case 'disputeMilestone':
      return intent.signer
    case 'changeMilestoneStatus':
      return intent.serviceProvider
    case 'approveMilestone':
      return intent.approver
    case 'release':
    case 'releaseMilestone':
      return intent.releaseSigner
    case 'resolve':
    case 'resolveMilestone':
      return intent.disputeResolver
  }
}
