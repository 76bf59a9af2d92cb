import { Address, nativeToScVal, scValToNative, xdr } from '@stellar/stellar-sdk'
import type { Names } from './names.ts'
import type { Json } from './vectorFile.ts'

export const i128 = (amount: Json | undefined): xdr.ScVal => nativeToScVal(BigInt(String(amount)), { type: 'i128' })
export const u32 = (value: Json | undefined): xdr.ScVal => xdr.ScVal.scvU32(Number(value))
export const text = (value: Json | undefined): xdr.ScVal => xdr.ScVal.scvString(String(value))
export const bytes = (hex: Json | undefined): xdr.ScVal => xdr.ScVal.scvBytes(Buffer.from(String(hex), 'hex'))
export const vector = (values: readonly xdr.ScVal[]): xdr.ScVal => xdr.ScVal.scvVec([...values])
export const address = (names: Names, name: Json | undefined): xdr.ScVal =>
  Address.fromString(names.addressOf(String(name))).toScVal()

/** A contract's struct: its fields as symbols, in byte order. */
export function struct(fields: Readonly<Record<string, xdr.ScVal>>): xdr.ScVal {
  const entries = Object.entries(fields).sort(([left], [right]) => (left < right ? -1 : 1))
  return xdr.ScVal.scvMap(entries.map(([name, val]) => new xdr.ScMapEntry({ key: xdr.ScVal.scvSymbol(name), val })))
}

/** Fields that hold something else than their JSON type tells. */
const FIELD_ENCODERS: Readonly<Record<string, (value: Json, names: Names) => xdr.ScVal>> = {
  amount: i128,
  platform_fee: u32,
  receiver_memo: u32,
  receiver: (value, names) => address(names, value),
  roles: (value, names) => addressesOf(value, names),
  trustline: (value, names) => addressesOf(value, names),
}

/** The escrow of either kind as the contract takes it. */
export function escrowValue(json: Json, names: Names): xdr.ScVal {
  if (typeof json === 'boolean') return xdr.ScVal.scvBool(json)
  if (Array.isArray(json)) return vector((json as readonly Json[]).map((item) => escrowValue(item, names)))
  if (typeof json !== 'object' || json === null) return text(json)
  return struct(
    Object.fromEntries(
      Object.entries(json).map(([field, value]) => {
        const encode = FIELD_ENCODERS[field] ?? escrowValue
        return [field, encode(value, names)]
      }),
    ),
  )
}

function addressesOf(json: Json, names: Names): xdr.ScVal {
  const fields = Object.entries(json as Record<string, Json>)
  return struct(Object.fromEntries(fields.map(([field, name]) => [field, address(names, name)])))
}

/** Gross amounts by address, in the host's order: accounts before contracts, then by the raw key. */
export function distributions(names: Names, amounts: Json | undefined): xdr.ScVal {
  const entries = Object.entries(amounts as Record<string, string>).map(([name, amount]) => ({
    key: Address.fromString(names.addressOf(name)),
    amount,
  }))
  const rank = ({ type }: Address): number => (type === 'account' ? 0 : 1)
  entries.sort((a, b) => rank(a.key) - rank(b.key) || Buffer.compare(a.key.toBuffer(), b.key.toBuffer()))
  return xdr.ScVal.scvMap(
    entries.map(({ key, amount }) => new xdr.ScMapEntry({ key: key.toScVal(), val: i128(amount) })),
  )
}

/** Reads any contract value the way the traces write it: names for addresses, strings for 128-bit integers. */
export function valueToJson(value: xdr.ScVal, names: Names): Json {
  return toJson(scValToNative(value), names)
}

function toJson(native: unknown, names: Names): Json {
  if (typeof native === 'bigint') return native.toString()
  if (typeof native === 'string') return names.nameOf(native)
  if (typeof native === 'number' || typeof native === 'boolean') return native
  if (Array.isArray(native)) return native.map((item) => toJson(item, names))
  if (typeof native !== 'object' || native === null) return null
  return Object.fromEntries(Object.entries(native).map(([key, item]) => [key, toJson(item, names)]))
}
