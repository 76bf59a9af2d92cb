import type { xdr } from '@stellar/stellar-sdk'
import type { Host } from '../../soroban/host.ts'
import { orOverflow } from '../escrow/distributions.ts'
import { loadEscrow, saveEscrow } from '../escrow/escrowStore.ts'
import { splitRelease } from '../escrow/fees.ts'
import { payOut } from '../escrow/payOut.ts'
import { readAddress, readU32 } from '../escrow/readValue.ts'
import { tokenBalance } from '../escrow/tokenCalls.ts'
import { writeAddress, writeSymbol, writeVoid } from '../escrow/writeValue.ts'
import { check, refusals, refuse } from './errors.ts'
import { multiRelease } from './kind.ts'
import { withFlags } from './withFlags.ts'

/** `release_milestone_funds(release_signer, milestone_index)`: pays that milestone's amount to its own receiver. */
export function releaseMilestoneFunds(host: Host, args: readonly xdr.ScVal[], protocolFeeAddress: string): xdr.ScVal {
  const signer = readAddress(args[0])
  const index = readU32(args[1])
  const escrow = loadEscrow(host, multiRelease)
  const milestone = escrow.milestones[index] ?? refuse(host, 'MilestoneNotFound')
  check(host, !milestone.flags.released, 'MilestoneAlreadyReleased')
  check(host, !milestone.flags.resolved, 'EscrowAlreadyResolved')
  check(host, signer === escrow.roles.releaseSigner, 'OnlyReleaseSignerCanReleaseEarnings')
  check(host, milestone.flags.approved, 'MilestoneNotCompleted')
  check(host, !milestone.flags.disputed, 'MilestoneOpenedForDisputeResolution')
  const balance = tokenBalance(host, escrow.tokenId, host.contractId)
  check(host, balance >= milestone.amount, 'EscrowBalanceNotEnoughToSendEarnings')
  host.requireAuth(signer)
  const payout = orOverflow(host, refusals, () =>
    splitRelease(milestone.amount, escrow.platformFeeBps, milestone.receiver),
  )
  saveEscrow(host, multiRelease, withFlags(escrow, index, { released: true }))
  payOut(host, escrow.tokenId, payout, { protocol: protocolFeeAddress, platform: escrow.roles.platform })
  host.emit([writeSymbol('tw_release')], writeAddress(signer))
  return writeVoid()
}
