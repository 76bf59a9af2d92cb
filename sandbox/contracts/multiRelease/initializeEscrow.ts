import type { xdr } from '@stellar/stellar-sdk'
import type { Host } from '../../soroban/host.ts'
import { hasEscrow, saveEscrow } from '../escrow/escrowStore.ts'
import { tokenBalance } from '../escrow/tokenCalls.ts'
import { writeSymbol, writeVec } from '../escrow/writeValue.ts'
import { allFalse, checkProperties } from './checkProperties.ts'
import { decodeEscrow } from './decodeEscrow.ts'
import { encodeEscrow } from './encodeEscrow.ts'
import { check } from './errors.ts'
import { multiRelease } from './kind.ts'

/**
 * `initialize_escrow(escrow_properties)`: needs no authorisation, the factory calls it in the same transaction. Money
 * that was sent to the contract's address beforehand blocks it for good.
 */
export function initializeEscrow(host: Host, args: readonly xdr.ScVal[]): xdr.ScVal {
  const escrow = decodeEscrow(args[0])
  check(host, !hasEscrow(host), 'EscrowAlreadyInitialized')
  const balance = tokenBalance(host, escrow.tokenId, host.contractId)
  check(host, balance === 0n, 'EscrowBalanceMustBeZeroOnInitialization')
  checkProperties(host, escrow)
  const allFlagsFalse = escrow.milestones.every((milestone) => allFalse(milestone.flags))
  check(host, allFlagsFalse, 'FlagsMustBeFalse')
  saveEscrow(host, multiRelease, escrow)
  const encoded = encodeEscrow(escrow)
  host.emit([writeSymbol('tw_init')], writeVec([encoded]))
  return encoded
}
