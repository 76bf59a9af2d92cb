import type { xdr } from '@stellar/stellar-sdk'
import type { Host } from '../../soroban/host.ts'
import { loadEscrow, saveEscrow } from '../escrow/escrowStore.ts'
import { readAddress, readU32 } from '../escrow/readValue.ts'
import { writeSymbol, writeVec, writeVoid } from '../escrow/writeValue.ts'
import { encodeEscrow } from './encodeEscrow.ts'
import { check, refuse } from './errors.ts'
import { multiRelease } from './kind.ts'
import { withFlags } from './withFlags.ts'

/** `approve_milestone(milestone_index, approver)`: needs no funding and is not stopped by a dispute. */
export function approveMilestone(host: Host, args: readonly xdr.ScVal[]): xdr.ScVal {
  const index = readU32(args[0])
  const approver = readAddress(args[1])
  const escrow = loadEscrow(host, multiRelease)
  const milestone = escrow.milestones[index] ?? refuse(host, 'InvalidMileStoneIndex')
  check(host, approver === escrow.roles.approver, 'OnlyApproverChangeMilstoneFlag')
  check(host, !milestone.flags.approved, 'MilestoneHasAlreadyBeenApproved')
  check(host, milestone.status !== '', 'EmptyMilestoneStatus')
  host.requireAuth(approver)
  const next = withFlags(escrow, index, { approved: true })
  saveEscrow(host, multiRelease, next)
  host.emit([writeSymbol('tw_ms_approve')], writeVec([encodeEscrow(next)]))
  return writeVoid()
}
