import type { xdr } from '@stellar/stellar-sdk'
import { readAddress, readBool, readI128, readStruct, readText, readVec } from '../escrow/readValue.ts'
import { decodeSharedFields } from '../escrow/sharedFields.ts'
import { decodeSharedRoles } from '../escrow/sharedRoles.ts'
import type { Escrow, Flags, Milestone } from './escrow.ts'

const escrowFields = [
  'description',
  'engagement_id',
  'milestones',
  'platform_fee',
  'receiver_memo',
  'roles',
  'title',
  'trustline',
] as const

const rolesFields = ['approver', 'dispute_resolver', 'platform', 'release_signer', 'service_provider'] as const

/** Reads the contract's `Escrow` struct; any other shape is a HostError. */
export function decodeEscrow(value: xdr.ScVal | undefined): Escrow {
  const fields = readStruct(value, escrowFields)
  return {
    ...decodeSharedFields(fields),
    milestones: readVec(fields.milestones).map(decodeMilestone),
    roles: decodeSharedRoles(readStruct(fields.roles, rolesFields)),
  }
}

function decodeMilestone(value: xdr.ScVal): Milestone {
  const fields = readStruct(value, ['amount', 'description', 'evidence', 'flags', 'receiver', 'status'])
  return {
    amount: readI128(fields.amount),
    description: readText(fields.description),
    evidence: readText(fields.evidence),
    flags: decodeFlags(fields.flags),
    receiver: readAddress(fields.receiver),
    status: readText(fields.status),
  }
}

function decodeFlags(value: xdr.ScVal): Flags {
  const fields = readStruct(value, ['approved', 'disputed', 'released', 'resolved'])
  return {
    approved: readBool(fields.approved),
    disputed: readBool(fields.disputed),
    released: readBool(fields.released),
    resolved: readBool(fields.resolved),
  }
}
