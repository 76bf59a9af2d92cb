import type { xdr } from '@stellar/stellar-sdk'
import { decodeEscrow as decodeMulti } from '../contracts/multiRelease/decodeEscrow.ts'
import { encodeEscrow as encodeMulti } from '../contracts/multiRelease/encodeEscrow.ts'
import type { Escrow as MultiEscrow } from '../contracts/multiRelease/escrow.ts'
import { decodeEscrow as decodeSingle } from '../contracts/singleRelease/decodeEscrow.ts'
import { encodeEscrow as encodeSingle } from '../contracts/singleRelease/encodeEscrow.ts'
import type { Escrow as SingleEscrow } from '../contracts/singleRelease/escrow.ts'
import { textOf } from '../xdr/textOf.ts'

export type EscrowKind = 'single' | 'multi'

/** The state of an escrow of either kind, as its contract stores it. */
export type StoredEscrow =
  | { readonly kind: 'single'; readonly escrow: SingleEscrow }
  | { readonly kind: 'multi'; readonly escrow: MultiEscrow }

/** Reads what a contract stores or emits; any other shape than those of the two kinds is a HostError. */
export function decodeStored(value: xdr.ScVal | undefined): StoredEscrow {
  return hasAmount(value)
    ? { kind: 'single', escrow: decodeSingle(value) }
    : { kind: 'multi', escrow: decodeMulti(value) }
}

export function encodeStored(stored: StoredEscrow): xdr.ScVal {
  return stored.kind === 'single' ? encodeSingle(stored.escrow) : encodeMulti(stored.escrow)
}

/** What the whole escrow is to pay. */
export function totalStroops(stored: StoredEscrow): bigint {
  if (stored.kind === 'single') return stored.escrow.amount
  return stored.escrow.milestones.reduce((total, { amount }) => total + amount, 0n)
}

/** Only the single-release struct has an amount of its own. */
function hasAmount(value: xdr.ScVal | undefined): boolean {
  if (value?.type !== 'scvMap') return false
  return value.map?.some(({ key }) => key.type === 'scvSymbol' && textOf(key.sym) === 'amount') ?? false
}
