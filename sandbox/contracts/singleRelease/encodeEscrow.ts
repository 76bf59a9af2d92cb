import type { xdr } from '@stellar/stellar-sdk'
import type { Escrow, Flags, Milestone, Roles } from './escrow.ts'
import { writeAddress, writeBool, writeI128, writeStruct, writeText, writeU32, writeVec } from './writeValue.ts'

/** Writes the contract's `Escrow` struct exactly as the deployed contract stores and emits it. */
export function encodeEscrow(escrow: Escrow): xdr.ScVal {
  return writeStruct({
    amount: writeI128(escrow.amount),
    description: writeText(escrow.description),
    engagement_id: writeText(escrow.engagementId),
    flags: encodeFlags(escrow.flags),
    milestones: writeVec(escrow.milestones.map(encodeMilestone)),
    platform_fee: writeU32(escrow.platformFeeBps),
    receiver_memo: writeU32(escrow.receiverMemo),
    roles: encodeRoles(escrow.roles),
    title: writeText(escrow.title),
    trustline: writeStruct({ address: writeAddress(escrow.tokenId) }),
  })
}

/** True when both would be stored as the same bytes: the comparison the contract makes. */
export function sameEscrow(left: Escrow, right: Escrow): boolean {
  return encodeEscrow(left).toXdr('base64') === encodeEscrow(right).toXdr('base64')
}

function encodeFlags(flags: Flags): xdr.ScVal {
  return writeStruct({
    disputed: writeBool(flags.disputed),
    released: writeBool(flags.released),
    resolved: writeBool(flags.resolved),
  })
}

function encodeMilestone(milestone: Milestone): xdr.ScVal {
  return writeStruct({
    approved: writeBool(milestone.approved),
    description: writeText(milestone.description),
    evidence: writeText(milestone.evidence),
    status: writeText(milestone.status),
  })
}

function encodeRoles(roles: Roles): xdr.ScVal {
  return writeStruct({
    approver: writeAddress(roles.approver),
    dispute_resolver: writeAddress(roles.disputeResolver),
    platform: writeAddress(roles.platform),
    receiver: writeAddress(roles.receiver),
    release_signer: writeAddress(roles.releaseSigner),
    service_provider: writeAddress(roles.serviceProvider),
  })
}
