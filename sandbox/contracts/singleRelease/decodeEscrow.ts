import type { xdr } from '@stellar/stellar-sdk'
import { readAddress, readBool, readI128, readStruct, readText, readVec } from '../escrow/readValue.ts'
import { decodeSharedFields } from '../escrow/sharedFields.ts'
import { decodeSharedRoles } from '../escrow/sharedRoles.ts'
import type { Escrow, Flags, Milestone, Roles } from './escrow.ts'

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
    ...decodeSharedFields(fields),
    amount: readI128(fields.amount),
    flags: decodeFlags(fields.flags),
    milestones: readVec(fields.milestones).map(decodeMilestone),
    roles: decodeRoles(fields.roles),
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
  return { ...decodeSharedRoles(fields), receiver: readAddress(fields.receiver) }
}
