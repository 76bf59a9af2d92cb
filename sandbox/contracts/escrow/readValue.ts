import type { xdr } from '@stellar/stellar-sdk'
import { HostError } from '../../soroban/host.ts'
import { i128Of } from '../../soroban/values.ts'
import { addressOf } from '../../xdr/addresses.ts'
import { textOf } from '../../xdr/textOf.ts'
import { compareAddresses } from './compareAddresses.ts'

/** Contract code cannot run on a value of another type: the host refuses before the contract sees it. */
function unexpectedType(value: xdr.ScVal | undefined, expected: string): never {
  throw new HostError('Value', 'UnexpectedType', `expected ${expected}, got ${value?.type ?? 'nothing'}`)
}

export function readAddress(value: xdr.ScVal | undefined): string {
  if (value?.type !== 'scvAddress') return unexpectedType(value, 'an address')
  return addressOf(value.address)
}

export function readI128(value: xdr.ScVal | undefined): bigint {
  return i128Of(value) ?? unexpectedType(value, 'an i128')
}

export function readU32(value: xdr.ScVal | undefined): number {
  if (value?.type !== 'scvU32') return unexpectedType(value, 'a u32')
  return value.u32
}

export function readBool(value: xdr.ScVal | undefined): boolean {
  if (value?.type !== 'scvBool') return unexpectedType(value, 'a bool')
  return value.b
}

export function readText(value: xdr.ScVal | undefined): string {
  if (value?.type !== 'scvString') return unexpectedType(value, 'a string')
  return textOf(value.str)
}

export function readSymbol(value: xdr.ScVal | undefined): string {
  if (value?.type !== 'scvSymbol') return unexpectedType(value, 'a symbol')
  return textOf(value.sym)
}

export function readHash(value: xdr.ScVal | undefined): Uint8Array {
  if (value?.type !== 'scvBytes') return unexpectedType(value, '32 bytes')
  const bytes = value.bytes.toBytes()
  return bytes.length === 32 ? bytes : unexpectedType(value, '32 bytes')
}

export function readVec(value: xdr.ScVal | undefined): readonly xdr.ScVal[] {
  if (value?.type !== 'scvVec' || value.vec === null) return unexpectedType(value, 'a vector')
  return value.vec
}

/** `None` is void on the wire, `Some` the bare value. */
export function readOptional<T>(
  value: xdr.ScVal | undefined,
  read: (value: xdr.ScVal | undefined) => T,
): T | undefined {
  return value?.type === 'scvVoid' ? undefined : read(value)
}

/** A contract struct is a map whose keys are exactly the field names as symbols, sorted. */
export function readStruct<F extends string>(
  value: xdr.ScVal | undefined,
  sortedFields: readonly F[],
): Readonly<Record<F, xdr.ScVal>> {
  if (value?.type !== 'scvMap' || value.map === null) return unexpectedType(value, 'a struct')
  const entries = value.map
  const namesMatch =
    entries.length === sortedFields.length && entries.every((entry, i) => readSymbol(entry.key) === sortedFields[i])
  if (!namesMatch) {
    throw new HostError('Object', 'InvalidInput', `struct fields must be ${sortedFields.join(', ')}, in this order`)
  }
  return Object.fromEntries(sortedFields.map((field, i) => [field, entries[i]?.val])) as Record<F, xdr.ScVal>
}

/** The host accepts only maps whose keys are sorted and unique, so iteration order is address order. */
export function readAmountsByAddress(
  value: xdr.ScVal | undefined,
): readonly { readonly address: string; readonly amount: bigint }[] {
  if (value?.type !== 'scvMap' || value.map === null) return unexpectedType(value, 'a map of amounts by address')
  const amounts = value.map.map((entry) => ({ address: readAddress(entry.key), amount: readI128(entry.val) }))
  amounts.forEach((item, i) => {
    const previous = amounts[i - 1]
    if (previous !== undefined && compareAddresses(previous.address, item.address) >= 0) {
      throw new HostError('Object', 'InvalidInput', 'map keys must be unique and in ascending order')
    }
  })
  return amounts
}
