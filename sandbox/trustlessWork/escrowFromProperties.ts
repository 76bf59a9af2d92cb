import { Asset } from '@stellar/stellar-sdk'
import type { SharedFields } from '../contracts/escrow/sharedFields.ts'
import type { SharedRoles } from '../contracts/escrow/sharedRoles.ts'
import type { Escrow as MultiEscrow } from '../contracts/multiRelease/escrow.ts'
import type { Escrow as SingleEscrow } from '../contracts/singleRelease/escrow.ts'
import { percentToBps, toStroops } from './amounts.ts'
import { ApiError } from './apiError.ts'
import type { MultiProperties, SingleProperties } from './escrowProperties.ts'

const FIRST_STATUS = 'pending'

/** The contract's state that a body describes, single release. */
export function singleEscrow(networkPassphrase: string, properties: SingleProperties): SingleEscrow {
  const { flags, roles } = properties
  return {
    ...sharedFields(networkPassphrase, properties),
    amount: toStroops(properties.amount, 'amount'),
    flags: {
      disputed: flags?.disputed ?? false,
      released: flags?.released ?? false,
      resolved: flags?.resolved ?? false,
    },
    milestones: properties.milestones.map((milestone) => ({
      approved: milestone.approved ?? false,
      description: milestone.description,
      evidence: milestone.evidence ?? '',
      status: milestone.status ?? FIRST_STATUS,
    })),
    roles: { ...sharedRoles(roles), receiver: roles.receiver },
  }
}

/** The same, multi release. */
export function multiEscrow(networkPassphrase: string, properties: MultiProperties): MultiEscrow {
  return {
    ...sharedFields(networkPassphrase, properties),
    milestones: properties.milestones.map((milestone, index) => ({
      amount: toStroops(milestone.amount, `milestones.${index}.amount`),
      description: milestone.description,
      evidence: milestone.evidence ?? '',
      flags: {
        approved: milestone.flags?.approved ?? false,
        disputed: milestone.flags?.disputed ?? false,
        released: milestone.flags?.released ?? false,
        resolved: milestone.flags?.resolved ?? false,
      },
      receiver: milestone.receiver,
      status: milestone.status ?? FIRST_STATUS,
    })),
    roles: sharedRoles(properties.roles),
  }
}

type AnyProperties = SingleProperties | MultiProperties

function sharedFields(networkPassphrase: string, properties: AnyProperties): SharedFields {
  return {
    description: properties.description,
    engagementId: properties.engagementId,
    platformFeeBps: percentToBps(properties.platformFee, 'platformFee'),
    receiverMemo: properties.receiverMemo ?? 0,
    title: properties.title,
    tokenId: assetContractId(networkPassphrase, properties.trustline),
  }
}

function sharedRoles(roles: MultiProperties['roles']): SharedRoles {
  return {
    approver: roles.approver,
    disputeResolver: roles.disputeResolver,
    platform: roles.platformAddress,
    releaseSigner: roles.releaseSigner,
    serviceProvider: roles.serviceProvider,
  }
}

function assetContractId(networkPassphrase: string, trustline: AnyProperties['trustline']): string {
  try {
    return new Asset(trustline.symbol, trustline.address).contractId(networkPassphrase)
  } catch {
    throw new ApiError(400, ['trustline.symbol must be an asset code of 1 to 12 letters and digits'])
  }
}
