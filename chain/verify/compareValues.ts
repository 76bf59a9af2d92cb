import { Address, type xdr } from '@stellar/stellar-sdk'
import { sameVal } from '../scval.ts'

const MAX_DEPTH = 8

/** Names the first place where two values differ, e.g. "init_args[0].roles.receiver", or null when they are equal. */
export function firstDifference(path: string, expected: xdr.ScVal, actual: xdr.ScVal, depth = 0): string | null {
  if (sameVal(expected, actual)) return null
  if (depth >= MAX_DEPTH) return path
  if (expected.type === 'scvMap' && actual.type === 'scvMap') {
    return differingEntry(path, expected.map ?? [], actual.map ?? [], depth) ?? path
  }
  if (expected.type === 'scvVec' && actual.type === 'scvVec') {
    return differingItem(path, expected.vec ?? [], actual.vec ?? [], depth) ?? path
  }
  return path
}

function differingEntry(
  path: string,
  expected: readonly xdr.ScMapEntry[],
  actual: readonly xdr.ScMapEntry[],
  depth: number,
): string | null {
  if (expected.length !== actual.length) return path
  for (const [index, entry] of expected.entries()) {
    const other = actual[index]
    if (other === undefined || !sameVal(entry.key, other.key)) return path
    const difference = firstDifference(`${path}.${keyName(entry.key, index)}`, entry.val, other.val, depth + 1)
    if (difference !== null) return difference
  }
  return null
}

function keyName(key: xdr.ScVal, index: number): string {
  if (key.type === 'scvSymbol') return key.sym.toString()
  return key.type === 'scvAddress' ? Address.fromScVal(key).toString() : `#${index}`
}

function differingItem(
  path: string,
  expected: readonly xdr.ScVal[],
  actual: readonly xdr.ScVal[],
  depth: number,
): string | null {
  if (expected.length !== actual.length) return path
  for (const [index, item] of expected.entries()) {
    const other = actual[index]
    if (other === undefined) return path
    const difference = firstDifference(`${path}[${index}]`, item, other, depth + 1)
    if (difference !== null) return difference
  }
  return null
}
