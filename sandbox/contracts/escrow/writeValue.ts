import { nativeToScVal, xdr } from '@stellar/stellar-sdk'
import { symbolValue } from '../../soroban/values.ts'
import { addressValue } from '../../xdr/addresses.ts'
import { compareAddresses } from './compareAddresses.ts'

export const writeAddress = addressValue
export const writeI128 = (value: bigint): xdr.ScVal => nativeToScVal(value, { type: 'i128' })
export const writeU32 = (value: number): xdr.ScVal => xdr.ScVal.scvU32(value)
export const writeBool = (value: boolean): xdr.ScVal => xdr.ScVal.scvBool(value)
export const writeText = (value: string): xdr.ScVal => xdr.ScVal.scvString(value)
export const writeSymbol = symbolValue
export const writeBytes = (value: Uint8Array): xdr.ScVal => xdr.ScVal.scvBytes(value)
export const writeVec = (values: readonly xdr.ScVal[]): xdr.ScVal => xdr.ScVal.scvVec([...values])
export const writeVoid = (): xdr.ScVal => xdr.ScVal.scvVoid()

/** Struct fields become symbol keys in byte order, as the contract's own encoder writes them. */
export function writeStruct(fields: Readonly<Record<string, xdr.ScVal>>): xdr.ScVal {
  const names = Object.keys(fields).sort()
  return xdr.ScVal.scvMap(
    names.map((name) => new xdr.ScMapEntry({ key: writeSymbol(name), val: fields[name] ?? writeVoid() })),
  )
}

/** A map keyed by address must reach the host sorted; it refuses any other order. */
export function writeAmountsByAddress(amounts: readonly { address: string; amount: bigint }[]): xdr.ScVal {
  const sorted = [...amounts].sort((a, b) => compareAddresses(a.address, b.address))
  return xdr.ScVal.scvMap(
    sorted.map((item) => new xdr.ScMapEntry({ key: writeAddress(item.address), val: writeI128(item.amount) })),
  )
}
