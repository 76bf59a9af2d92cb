import type { xdr } from '@stellar/stellar-sdk'
import { encodeSharedFields } from '../escrow/sharedFields.ts'
import { encodeSharedRoles } from '../escrow/sharedRoles.ts'
import { writeAddress, writeBool, writeI128, writeStruct, writeText, writeVec } from '../escrow/writeValue.ts'
import type { Escrow, Flags, Milestone } from './escrow.ts'

/** Writes the contract's `Escrow` struct exactly as the deployed contract stores and emits it. */
export function encodeEscrow(escrow: Escrow): xdr.ScVal {
  return writeStruct({
    ...encodeSharedFields(escrow),
    milestones: writeVec(escrow.milestones.map(encodeMilestone)),
    roles: writeStruct(encodeSharedRoles(escrow.roles)),
  })
}

function encodeMilestone(milestone: Milestone): xdr.ScVal {
  return writeStruct({
    amount: writeI128(milestone.amount),
    description: writeText(milestone.description),
    evidence: writeText(milestone.evidence),
    flags: encodeFlags(milestone.flags),
    receiver: writeAddress(milestone.receiver),
    status: writeText(milestone.status),
  })
}

function encodeFlags(flags: Flags): xdr.ScVal {
  return writeStruct({
    approved: writeBool(flags.approved),
    disputed: writeBool(flags.disputed),
    released: writeBool(flags.released),
    resolved: writeBool(flags.resolved),
  })
}
