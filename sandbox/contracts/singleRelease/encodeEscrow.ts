import type { xdr } from '@stellar/stellar-sdk'
import { encodeSharedFields } from '../escrow/sharedFields.ts'
import { encodeSharedRoles } from '../escrow/sharedRoles.ts'
import { writeAddress, writeBool, writeI128, writeStruct, writeText, writeVec } from '../escrow/writeValue.ts'
import type { Escrow, Flags, Milestone, Roles } from './escrow.ts'

/** Writes the contract's `Escrow` struct exactly as the deployed contract stores and emits it. */
export function encodeEscrow(escrow: Escrow): xdr.ScVal {
  return writeStruct({
    ...encodeSharedFields(escrow),
    amount: writeI128(escrow.amount),
    flags: encodeFlags(escrow.flags),
    milestones: writeVec(escrow.milestones.map(encodeMilestone)),
    roles: encodeRoles(escrow.roles),
  })
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
  return writeStruct({ ...encodeSharedRoles(roles), receiver: writeAddress(roles.receiver) })
}
