import type { EscrowCall } from '../intent.ts'
import type { ChainConfig } from '../network.ts'
import { toJsonAmount, toPercent } from './amounts.ts'

export type BuildRequest = { readonly path: string; readonly body: Readonly<Record<string, unknown>> }

/** Says a step in the vendor's words (API V1, single-release). `signer` is the account that the transaction acts for. */
export function buildRequest(
  config: Pick<ChainConfig, 'usdcIssuer'>,
  intent: EscrowCall,
  signer: string,
): BuildRequest {
  switch (intent.kind) {
    case 'deploy':
      return {
        path: '/deployer/single-release',
        body: {
          signer,
          engagementId: intent.engagementId,
          title: intent.title,
          description: intent.description,
          roles: {
            approver: intent.roles.approver,
            serviceProvider: intent.roles.serviceProvider,
            platformAddress: intent.roles.platform,
            releaseSigner: intent.roles.releaseSigner,
            disputeResolver: intent.roles.disputeResolver,
            receiver: intent.roles.receiver,
          },
          amount: toJsonAmount(intent.amountStroops),
          platformFee: toPercent(intent.platformFeeBps),
          milestones: [{ description: intent.milestoneDescription }],
          trustline: { address: config.usdcIssuer, symbol: 'USDC' },
        },
      }
    case 'fund':
      return {
        path: '/escrow/single-release/fund-escrow',
        body: { contractId: intent.contractId, signer, amount: toJsonAmount(intent.amountStroops) },
      }
    case 'changeMilestoneStatus':
      return {
        path: '/escrow/single-release/change-milestone-status',
        body: {
          contractId: intent.contractId,
          milestoneIndex: String(intent.milestoneIndex),
          newStatus: intent.newStatus,
          newEvidence: intent.newEvidence,
          serviceProvider: signer,
        },
      }
    case 'approveMilestone':
      return {
        path: '/escrow/single-release/approve-milestone',
        body: { contractId: intent.contractId, milestoneIndex: String(intent.milestoneIndex), approver: signer },
      }
    case 'release':
      return {
        path: '/escrow/single-release/release-funds',
        body: { contractId: intent.contractId, releaseSigner: signer },
      }
    case 'dispute':
      return {
        path: '/escrow/single-release/dispute-escrow',
        body: { contractId: intent.contractId, signer },
      }
    case 'resolve':
      return {
        path: '/escrow/single-release/resolve-dispute',
        body: {
          contractId: intent.contractId,
          disputeResolver: signer,
          distributions: intent.distributions.map(({ address, amountStroops }) => ({
            address,
            amount: toJsonAmount(amountStroops),
          })),
        },
      }
  }
}
