import type { xdr } from '@stellar/stellar-sdk'
import type { Host } from '../../soroban/host.ts'
import type { AnyEscrow, EscrowKind } from './escrowKind.ts'
import { writeSymbol, writeVec } from './writeValue.ts'

/** The contract renews the entry only when a day (of 5 s ledgers) or less remains, and then asks for a year. */
export const TTL_THRESHOLD_LEDGERS = 17_280
const TTL_EXTENSION_LEDGERS = 31_536_000

/** Storage key of the one persistent entry of an escrow. */
export const escrowKey = writeVec([writeSymbol('Escrow')])

export function hasEscrow(host: Host): boolean {
  return host.read(escrowKey) !== undefined
}

export function loadEscrow<Escrow extends AnyEscrow>(host: Host, kind: EscrowKind<Escrow>): Escrow {
  const stored = host.read(escrowKey)
  return stored === undefined ? kind.refusals.refuse(host, 'EscrowNotFound') : decoded(kind, stored)
}

const known = new WeakMap<object, WeakMap<xdr.ScVal, AnyEscrow>>()

/** A stored value is never changed, only replaced, and each step of an order reads the one before. */
function decoded<Escrow extends AnyEscrow>(kind: EscrowKind<Escrow>, stored: xdr.ScVal): Escrow {
  const ofKind = (known.get(kind) ?? new WeakMap()) as WeakMap<xdr.ScVal, Escrow>
  const escrow = ofKind.get(stored) ?? kind.decode(stored)
  ofKind.set(stored, escrow)
  known.set(kind, ofKind)
  return escrow
}

export function saveEscrow<Escrow extends AnyEscrow>(host: Host, kind: EscrowKind<Escrow>, escrow: Escrow): void {
  host.write(escrowKey, kind.encode(escrow))
  host.extendTtl(escrowKey, TTL_THRESHOLD_LEDGERS, TTL_EXTENSION_LEDGERS)
}
