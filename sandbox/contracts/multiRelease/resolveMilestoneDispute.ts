import type { xdr } from '@stellar/stellar-sdk'
import type { Host } from '../../soroban/host.ts'
import { checkDistributions, orOverflow } from '../escrow/distributions.ts'
import { loadEscrow, saveEscrow } from '../escrow/escrowStore.ts'
import { splitDistribution } from '../escrow/fees.ts'
import { payOut } from '../escrow/payOut.ts'
import { readAddress, readAmountsByAddress, readU32 } from '../escrow/readValue.ts'
import { tokenBalance } from '../escrow/tokenCalls.ts'
import { writeSymbol, writeVec, writeVoid } from '../escrow/writeValue.ts'
import { encodeEscrow } from './encodeEscrow.ts'
import { check, refusals, refuse } from './errors.ts'
import type { Escrow } from './escrow.ts'
import { multiRelease } from './kind.ts'

const RESOLVED_STATUS = 'resolved'

/**
 * `resolve_milestone_dispute(dispute_resolver, milestone_index, distributions)`: hands out up to the milestone's amount,
 * gross shares, both fees charged. What it leaves over can only be withdrawn when every milestone is settled.
 */
export function resolveMilestoneDispute(host: Host, args: readonly xdr.ScVal[], protocolFeeAddress: string): xdr.ScVal {
  const resolver = readAddress(args[0])
  const index = readU32(args[1])
  const shares = readAmountsByAddress(args[2])
  const escrow = loadEscrow(host, multiRelease)
  const milestone = escrow.milestones[index] ?? refuse(host, 'InvalidMileStoneIndex')
  const total = checkDistributions(host, shares, refusals)
  check(host, resolver === escrow.roles.disputeResolver, 'OnlyDisputeResolverCanExecuteThisFunction')
  check(host, !milestone.flags.released, 'MilestoneAlreadyReleased')
  check(host, !milestone.flags.resolved, 'MilestoneAlreadyResolved')
  check(host, milestone.flags.disputed, 'MilestoneNotInDispute')
  check(host, total <= milestone.amount, 'TotalDisputeFundsMustNotExceedTheMilestoneAmount')
  const balance = tokenBalance(host, escrow.tokenId, host.contractId)
  check(host, balance >= total, 'InsufficientFundsForResolution')
  check(host, total > 0n, 'TotalAmountCannotBeZero')
  host.requireAuth(resolver)
  const payout = orOverflow(host, refusals, () => splitDistribution(shares, escrow.platformFeeBps))
  const next = resolved(escrow, index)
  saveEscrow(host, multiRelease, next)
  payOut(host, escrow.tokenId, payout, { protocol: protocolFeeAddress, platform: escrow.roles.platform })
  host.emit([writeSymbol('tw_disp_resolve')], writeVec([encodeEscrow(next)]))
  return writeVoid()
}

function resolved(escrow: Escrow, index: number): Escrow {
  const milestones = escrow.milestones.map((milestone, position) =>
    position === index
      ? { ...milestone, status: RESOLVED_STATUS, flags: { ...milestone.flags, disputed: false, resolved: true } }
      : milestone,
  )
  return { ...escrow, milestones }
}
