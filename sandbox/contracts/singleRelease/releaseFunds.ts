import type { xdr } from '@stellar/stellar-sdk'
import type { Host } from '../../soroban/host.ts'
import { orOverflow } from './distributions.ts'
import { check } from './errors.ts'
import { loadEscrow, saveEscrow } from './escrowStore.ts'
import { splitRelease } from './fees.ts'
import { payOut } from './payOut.ts'
import { readAddress } from './readValue.ts'
import { tokenBalance } from './tokenCalls.ts'
import { writeAddress, writeSymbol, writeVoid } from './writeValue.ts'

/** `release_funds(release_signer)`: pays out the agreed amount; what was paid in above it stays in the contract. */
export function releaseFunds(host: Host, args: readonly xdr.ScVal[], protocolFeeAddress: string): xdr.ScVal {
  const signer = readAddress(args[0])
  const escrow = loadEscrow(host)
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
  const payout = orOverflow(host, () => splitRelease(escrow.amount, escrow.platformFeeBps, escrow.roles.receiver))
  saveEscrow(host, { ...escrow, flags: { ...escrow.flags, released: true } })
  payOut(host, escrow.tokenId, payout, { protocol: protocolFeeAddress, platform: escrow.roles.platform })
  host.emit([writeSymbol('tw_release')], writeAddress(signer))
  return writeVoid()
}
