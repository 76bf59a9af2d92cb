import { Address, nativeToScVal, xdr } from '@stellar/stellar-sdk'

export function addressVal(address: string): xdr.ScVal {
  return Address.fromString(address).toScVal()
}

export function i128Val(amount: bigint): xdr.ScVal {
  return nativeToScVal(amount, { type: 'i128' })
}

export function u32Val(value: number): xdr.ScVal {
  return xdr.ScVal.scvU32(value)
}

export function textVal(text: string): xdr.ScVal {
  return xdr.ScVal.scvString(text)
}

export function symbolVal(name: string): xdr.ScVal {
  return xdr.ScVal.scvSymbol(name)
}

export function boolVal(value: boolean): xdr.ScVal {
  return xdr.ScVal.scvBool(value)
}

export function vecVal(items: readonly xdr.ScVal[]): xdr.ScVal {
  return xdr.ScVal.scvVec([...items])
}

/** A contract struct: a map from field name to value. The host wants the names in ascending order. */
export function structVal(fields: Readonly<Record<string, xdr.ScVal>>): xdr.ScVal {
  const names = Object.keys(fields).sort()
  return xdr.ScVal.scvMap(names.map((name) => new xdr.ScMapEntry({ key: symbolVal(name), val: field(fields, name) })))
}

function field(fields: Readonly<Record<string, xdr.ScVal>>, name: string): xdr.ScVal {
  const value = fields[name]
  if (value === undefined) throw new Error(`The struct has no field ${name}`)
  return value
}

/** A map from address to amount. The host wants accounts before contracts, and each by the bytes of their keys. */
export function amountsByAddressVal(amounts: ReadonlyMap<string, bigint>): xdr.ScVal {
  const sorted = [...amounts].sort(([left], [right]) => compareAddresses(left, right))
  return xdr.ScVal.scvMap(
    sorted.map(([address, amount]) => new xdr.ScMapEntry({ key: addressVal(address), val: i128Val(amount) })),
  )
}

function compareAddresses(left: string, right: string): number {
  const [one, other] = [Address.fromString(left), Address.fromString(right)]
  if (one.type !== other.type) return one.type === 'account' ? -1 : 1
  return Buffer.compare(one.toBuffer(), other.toBuffer())
}

/** Equal means equal bytes: what the contract sees is the encoding, not our idea of its meaning. */
export function sameVal(left: xdr.ScVal, right: xdr.ScVal): boolean {
  return left.toXdr('base64') === right.toXdr('base64')
}
