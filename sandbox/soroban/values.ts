import { xdr } from '@stellar/stellar-sdk'
import { addressOf } from '../xdr/addresses.ts'
import { remembered } from '../xdr/remembered.ts'
import { textOf } from '../xdr/textOf.ts'

/** A symbol that the code of this network names: there are few, and each struct is full of them. */
export const symbolValue = remembered((text) => xdr.ScVal.scvSymbol(text))

export function stringValue(text: string): xdr.ScVal {
  return xdr.ScVal.scvString(text)
}

export function i128Value(amount: bigint): xdr.ScVal {
  return xdr.ScVal.scvI128(new xdr.Int128Parts({ hi: amount >> 64n, lo: BigInt.asUintN(64, amount) }))
}

/** The integer in an i128 value; nothing for a value of another type. */
export function i128Of(value: xdr.ScVal | undefined): bigint | undefined {
  return value?.type === 'scvI128' ? (value.i128.hi << 64n) + value.i128.lo : undefined
}

/** A struct: a map with symbol keys, which the host keeps sorted. */
export function structValue(fields: Readonly<Record<string, xdr.ScVal>>): xdr.ScVal {
  const entries = Object.entries(fields).sort(([left], [right]) => (left < right ? -1 : 1))
  return xdr.ScVal.scvMap(entries.map(([name, val]) => new xdr.ScMapEntry({ key: symbolValue(name), val })))
}

/** A field of a struct value. */
export function fieldOf(value: xdr.ScVal, name: string): xdr.ScVal | undefined {
  if (value.type !== 'scvMap') return undefined
  return value.map?.find(({ key }) => key.type === 'scvSymbol' && textOf(key.sym) === name)?.val
}

/** The strkey of an address value: G, C, or M for a muxed account. */
export function addressOfValue(value: xdr.ScVal | undefined): string | undefined {
  return value?.type === 'scvAddress' ? addressOf(value.address) : undefined
}
