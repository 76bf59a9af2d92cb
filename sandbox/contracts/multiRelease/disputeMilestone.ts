import type { xdr } from '@stellar/stellar-sdk'
import type { Host } from '../../soroban/host.ts'
import { loadEscrow, saveEscrow } from '../escrow/escrowStore.ts'
import { readAddress, readU32 } from '../escrow/readValue.ts'
import { writeSymbol, writeVec, writeVoid } from '../escrow/writeValue.ts'
import { encodeEscrow } from './encodeEscrow.ts'
import { check, refuse } from './errors.ts'
import { multiRelease } from './kind.ts'
import { withFlags } from './withFlags.ts'

/**
 * `dispute_milestone(milestone_index, signer)`: any role, or the receiver of that very milestone, but not the dispute
 * resolver, compared by address.
 */
export function disputeMilestone(host: Host, args: readonly xdr.ScVal[]): xdr.ScVal {
  const index = readU32(args[0])
  const signer = readAddress(args[1])
  const escrow = loadEscrow(host, multiRelease)
  const milestone = escrow.milestones[index] ?? refuse(host, 'InvalidMileStoneIndex')
  check(host, !milestone.flags.released, 'MilestoneAlreadyReleased')
  check(host, !milestone.flags.resolved, 'MilestoneAlreadyResolved')
  check(host, !milestone.flags.disputed, 'MilestoneAlreadyInDispute')
  const isParty = [...Object.values(escrow.roles), milestone.receiver].includes(signer)
  check(host, isParty, 'UnauthorizedToChangeDisputeFlag')
  check(host, signer !== escrow.roles.disputeResolver, 'DisputeResolverCannotDisputeTheMilestone')
  host.requireAuth(signer)
  const next = withFlags(escrow, index, { disputed: true })
  saveEscrow(host, multiRelease, next)
  host.emit([writeSymbol('tw_dispute')], writeVec([encodeEscrow(next)]))
  return writeVoid()
}
