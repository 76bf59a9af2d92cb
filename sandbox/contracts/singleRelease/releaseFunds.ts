import type { xdr } from '@stellar/stellar-sdk'
import type { Host } from '../../soroban/host.ts'
import { orOverflow } from '../escrow/distributions.ts'
import { loadEscrow, saveEscrow } from '../escrow/escrowStore.ts'
import { splitRelease } from '../escrow/fees.ts'
import { payOut } from '../escrow/payOut.ts'
import { readAddress } from '../escrow/readValue.ts'
import { tokenBalance } from '../escrow/tokenCalls.ts'
import { writeAddress, writeSymbol, writeVoid } from '../escrow/writeValue.ts'
import { check, refusals } from './errors.ts'
import { singleRelease } from './kind.ts'

/** `release_funds(release_signer)`: pays out the agreed amount; what was paid in above it stays in the contract. */
export function releaseFunds(host: Host, args: readonly xdr.ScVal[], protocolFeeAddress: string): xdr.ScVal {
  const signer = readAddress(args[0])
  const escrow = loadEscrow(host, singleRelease)
  check(host, !escrow.flags.released, 'EscrowAlreadyReleased')
  check(host, !escrow.flags.resolved, 'EscrowAlreadyResolved')
  check(host, signer === escrow.roles.releaseSigner, 'OnlyReleaseSignerCanReleaseEarnings')
  check(host, escrow.milestones.length > 0, 'NoMilestoneDefined')
  check(
    host,
    escrow.milestones.every((milestone) => milestone.approved),
    'EscrowNotCompleted',
  )
  check(host, !escrow.flags.disputed, 'EscrowOpenedForDisputeResolution')
  const balance = tokenBalance(host, escrow.tokenId, host.contractId)
  check(host, balance >= escrow.amount, 'EscrowBalanceNotEnoughToSendEarnings')
  host.requireAuth(signer)
  const payout = orOverflow(host, refusals, () =>
    splitRelease(escrow.amount, escrow.platformFeeBps, escrow.roles.receiver),
  )
  saveEscrow(host, singleRelease, { ...escrow, flags: { ...escrow.flags, released: true } })
  payOut(host, escrow.tokenId, payout, { protocol: protocolFeeAddress, platform: escrow.roles.platform })
  host.emit([writeSymbol('tw_release')], writeAddress(signer))
  return writeVoid()
}
