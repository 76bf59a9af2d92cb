import type { xdr } from '@stellar/stellar-sdk'
import type { Host } from '../../soroban/host.ts'
import { loadEscrow, saveEscrow } from '../escrow/escrowStore.ts'
import { readAddress } from '../escrow/readValue.ts'
import { writeSymbol, writeVec, writeVoid } from '../escrow/writeValue.ts'
import { encodeEscrow } from './encodeEscrow.ts'
import { check } from './errors.ts'
import { singleRelease } from './kind.ts'

/**
 * `dispute_escrow(signer)`: any role but the dispute resolver, compared by address: an address that is also the
 * resolver can never dispute. A released escrow can be disputed.
 */
export function disputeEscrow(host: Host, args: readonly xdr.ScVal[]): xdr.ScVal {
  const signer = readAddress(args[0])
  const escrow = loadEscrow(host, singleRelease)
  check(host, !escrow.flags.disputed, 'EscrowAlreadyInDispute')
  check(host, !escrow.flags.resolved, 'EscrowAlreadyResolved')
  check(host, Object.values(escrow.roles).includes(signer), 'UnauthorizedToChangeDisputeFlag')
  check(host, signer !== escrow.roles.disputeResolver, 'DisputeResolverCannotDisputeTheEscrow')
  host.requireAuth(signer)
  const next = { ...escrow, flags: { ...escrow.flags, disputed: true } }
  saveEscrow(host, singleRelease, next)
  host.emit([writeSymbol('tw_dispute')], writeVec([encodeEscrow(next)]))
  return writeVoid()
}
