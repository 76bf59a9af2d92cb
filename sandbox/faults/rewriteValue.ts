import { Address, xdr } from '@stellar/stellar-sdk'
import { compareAddresses } from '../contracts/escrow/compareAddresses.ts'
import { textOf } from '../xdr/textOf.ts'

/** A new value in its place, or undefined to look further. */
type Replace = (value: xdr.ScVal) => xdr.ScVal | undefined

/** The arguments with the first fitting value replaced, looked for in depth, in the order in which they are written. */
export function firstReplaced(args: readonly xdr.ScVal[], replace: Replace): xdr.ScVal[] {
  let isDone = false
  const visit = (value: xdr.ScVal): xdr.ScVal => {
    if (isDone) return value
    const replaced = replace(value)
    if (replaced !== undefined) {
      isDone = true
      return replaced
    }
    if (value.type === 'scvVec' && value.vec !== null) return xdr.ScVal.scvVec(value.vec.map(visit))
    if (value.type !== 'scvMap' || value.map === null) return value
    return xdr.ScVal.scvMap(value.map.map(({ key, val }) => new xdr.ScMapEntry({ key, val: visit(val) })))
  }
  return args.map(visit)
}

/** The arguments with another receiver: the first field of that name, or the first recipient of a map of shares. */
export function addressReplaced(args: readonly xdr.ScVal[], address: string): xdr.ScVal[] {
  const stranger = Address.fromString(address).toScVal()
  return firstReplaced(args, (value) => {
    if (value.type !== 'scvMap' || value.map === null) return undefined
    const [first, ...rest] = value.map
    if (first?.key.type === 'scvAddress') {
      return xdr.ScVal.scvMap([new xdr.ScMapEntry({ key: stranger, val: first.val }), ...rest].sort(byAddress))
    }
    if (!value.map.some(isReceiver)) return undefined
    return xdr.ScVal.scvMap(
      value.map.map((entry) => (isReceiver(entry) ? new xdr.ScMapEntry({ key: entry.key, val: stranger }) : entry)),
    )
  })
}

function isReceiver({ key, val }: xdr.ScMapEntry): boolean {
  return key.type === 'scvSymbol' && textOf(key.sym) === 'receiver' && val.type === 'scvAddress'
}

function byAddress(left: xdr.ScMapEntry, right: xdr.ScMapEntry): number {
  return compareAddresses(Address.fromScVal(left.key).toString(), Address.fromScVal(right.key).toString())
}
