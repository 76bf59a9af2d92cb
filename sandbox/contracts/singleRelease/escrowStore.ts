import type { Host } from '../../soroban/host.ts'
import { decodeEscrow } from './decodeEscrow.ts'
import { encodeEscrow } from './encodeEscrow.ts'
import { refuse } from './errors.ts'
import type { Escrow } from './escrow.ts'
import { writeSymbol, writeVec } from './writeValue.ts'

/** The contract renews the entry only when a day (of 5 s ledgers) or less remains, and then asks for a year. */
export const TTL_THRESHOLD_LEDGERS = 17_280
const TTL_EXTENSION_LEDGERS = 31_536_000

/** Storage key of the one persistent entry of an escrow. */
export const escrowKey = writeVec([writeSymbol('Escrow')])

export function hasEscrow(host: Host): boolean {
  return host.read(escrowKey) !== undefined
}

export function loadEscrow(host: Host): Escrow {
  const stored = host.read(escrowKey)
  return stored === undefined ? refuse(host, 'EscrowNotFound') : decodeEscrow(stored)
}

export function saveEscrow(host: Host, escrow: Escrow): void {
  host.write(escrowKey, encodeEscrow(escrow))
  host.extendTtl(escrowKey, TTL_THRESHOLD_LEDGERS, TTL_EXTENSION_LEDGERS)
}
