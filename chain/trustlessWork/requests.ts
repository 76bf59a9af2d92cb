import { unreachable } from '../../domain/invariant.ts'
import { contractKindOf, isMulti } from '../escrow/contractKind.ts'
import type { ContractKind, DeployIntent, EscrowCall, Share } from '../intent.ts'
import type { ChainConfig } from '../network.ts'
import { toJsonAmount, toPercent } from './amounts.ts'

export type BuildRequest = { readonly path: string; readonly body: Readonly<Record<string, unknown>> }

/** The vendor's names of the two contracts, as they stand in its paths. */
const TYPES: Readonly<Record<ContractKind, string>> = { single: 'single-release', multi: 'multi-release' }

/** Says a step in the vendor's words (API V1). `signer` is the account that the transaction acts for. */
export function buildRequest(config: Pick<ChainConfig, 'usdcIssuer'>, call: EscrowCall, signer: string): BuildRequest {
  const type = TYPES[contractKindOf(call)]
  if (call.kind === 'deploy') return { path: `/deployer/${type}`, body: deployBody(config, call, signer) }
  const { operation, body } = callOperation(call, signer)
  return { path: `/escrow/${type}/${operation}`, body: { contractId: call.contractId, ...body } }
}

type Operation = { readonly operation: string; readonly body: Readonly<Record<string, unknown>> }

/** The last part of the path, and what the body has beside the contract's id. */
function callOperation(call: Exclude<EscrowCall, DeployIntent>, signer: string): Operation {
  switch (call.kind) {
    case 'fund':
      return { operation: 'fund-escrow', body: { signer, amount: toJsonAmount(call.amountStroops) } }
    case 'changeMilestoneStatus':
      return {
        operation: 'change-milestone-status',
        body: {
          milestoneIndex: String(call.milestoneIndex),
          newStatus: call.newStatus,
          newEvidence: call.newEvidence,
          serviceProvider: signer,
        },
      }
    case 'approveMilestone':
      return {
        operation: 'approve-milestone',
        body: { milestoneIndex: String(call.milestoneIndex), approver: signer },
      }
    case 'release':
      return { operation: 'release-funds', body: { releaseSigner: signer } }
    case 'releaseMilestone':
      return {
        operation: 'release-milestone-funds',
        body: { releaseSigner: signer, milestoneIndex: String(call.milestoneIndex) },
      }
    case 'dispute':
      return { operation: 'dispute-escrow', body: { signer } }
    case 'disputeMilestone':
      return { operation: 'dispute-milestone', body: { milestoneIndex: String(call.milestoneIndex), signer } }
    case 'resolve':
      return {
        operation: 'resolve-dispute',
        body: { disputeResolver: signer, distributions: sharesBody(call.distributions) },
      }
    case 'resolveMilestone':
      return {
        operation: 'resolve-milestone-dispute',
        body: {
          disputeResolver: signer,
          milestoneIndex: String(call.milestoneIndex),
          distributions: sharesBody(call.distributions),
        },
      }
    default:
      return unreachable(call)
  }
}

function sharesBody(shares: readonly Share[]): readonly Record<string, unknown>[] {
  return shares.map(({ address, amountStroops }) => ({ address, amount: toJsonAmount(amountStroops) }))
}

function deployBody(
  config: Pick<ChainConfig, 'usdcIssuer'>,
  { escrow }: DeployIntent,
  signer: string,
): Readonly<Record<string, unknown>> {
  const { roles } = escrow
  const rest = {
    signer,
    engagementId: escrow.engagementId,
    title: escrow.title,
    description: escrow.description,
    platformFee: toPercent(escrow.platformFeeBps),
    trustline: { address: config.usdcIssuer, symbol: 'USDC' },
  }
  const shared = {
    approver: roles.approver,
    serviceProvider: roles.serviceProvider,
    platformAddress: roles.platform,
    releaseSigner: roles.releaseSigner,
    disputeResolver: roles.disputeResolver,
  }
  if (isMulti(escrow)) {
    const milestones = escrow.milestones.map(({ description, amountStroops, receiver }) => ({
      description,
      amount: toJsonAmount(amountStroops),
      receiver,
    }))
    return { ...rest, roles: shared, milestones }
  }
  return {
    ...rest,
    roles: { ...shared, receiver: escrow.roles.receiver },
    amount: toJsonAmount(escrow.amountStroops),
    milestones: [{ description: escrow.milestoneDescription }],
  }
}
