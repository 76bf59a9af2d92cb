import type { xdr } from '@stellar/stellar-sdk'
import type { Escrow, Flags, Milestone, Roles } from './escrow.ts'
import { readAddress, readBool, readI128, readStruct, readText, readU32, readVec } from './readValue.ts'

const escrowFields = [
  'amount',
  'description',
  'engagement_id',
  'flags',
  'milestones',
  'platform_fee',
  'receiver_memo',
  'roles',
  'title',
  'trustline',
] as const

const rolesFields = [
  'approver',
  'dispute_resolver',
  'platform',
  'receiver',
  'release_signer',
  'service_provider',
] as const

/** Reads the contract's `Escrow` struct; any other shape is a HostError. */
export function decodeEscrow(value: xdr.ScVal | undefined): Escrow {
  const fields = readStruct(value, escrowFields)
  return {
    amount: readI128(fields.amount),
    description: readText(fields.description),
    engagementId: readText(fields.engagement_id),
    flags: decodeFlags(fields.flags),
    milestones: readVec(fields.milestones).map(decodeMilestone),
    platformFeeBps: readU32(fields.platform_fee),
    receiverMemo: readU32(fields.receiver_memo),
    roles: decodeRoles(fields.roles),
    title: readText(fields.title),
    tokenId: readAddress(readStruct(fields.trustline, ['address']).address),
  }
}

function decodeFlags(value: xdr.ScVal): Flags {
  const fields = readStruct(value, ['disputed', 'released', 'resolved'])
  return {
    disputed: readBool(fields.disputed),
    released: readBool(fields.released),
    resolved: readBool(fields.resolved),
  }
}

function decodeMilestone(value: xdr.ScVal): Milestone {
  const fields = readStruct(value, ['approved', 'description', 'evidence', 'status'])
  return {
    approved: readBool(fields.approved),
    description: readText(fields.description),
    evidence: readText(fields.evidence),
    status: readText(fields.status),
  }
}

function decodeRoles(value: xdr.ScVal): Roles {
  const fields = readStruct(value, rolesFields)
  return {
    approver: readAddress(fields.approver),
    disputeResolver: readAddress(fields.dispute_resolver),
    platform: readAddress(fields.platform),
    receiver: readAddress(fields.receiver),
    releaseSigner: readAddress(fields.release_signer),
    serviceProvider: readAddress(fields.service_provider),
  }
}
