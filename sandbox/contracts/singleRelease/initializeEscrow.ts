import type { xdr } from '@stellar/stellar-sdk'
import type { Host } from '../../soroban/host.ts'
import { hasEscrow, saveEscrow } from '../escrow/escrowStore.ts'
import { writeSymbol, writeVec } from '../escrow/writeValue.ts'
import { allFalse, checkProperties, noneApproved } from './checkProperties.ts'
import { decodeEscrow } from './decodeEscrow.ts'
import { encodeEscrow } from './encodeEscrow.ts'
import { check } from './errors.ts'
import { singleRelease } from './kind.ts'

/** `initialize_escrow(escrow_properties)`: needs no authorisation, the factory calls it in the same transaction. */
export function initializeEscrow(host: Host, args: readonly xdr.ScVal[]): xdr.ScVal {
  const escrow = decodeEscrow(args[0])
  check(host, !hasEscrow(host), 'EscrowAlreadyInitialized')
  checkProperties(host, escrow)
  check(host, allFalse(escrow.flags) && noneApproved(escrow.milestones), 'FlagsMustBeFalse')
  saveEscrow(host, singleRelease, escrow)
  const encoded = encodeEscrow(escrow)
  host.emit([writeSymbol('tw_init')], writeVec([encoded]))
  return encoded
}
