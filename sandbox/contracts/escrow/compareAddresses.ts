import { Address } from '@stellar/stellar-sdk'

/** The host's order of addresses: accounts before contracts, then by the raw key bytes. */
export function compareAddresses(left: string, right: string): number {
  const a = Address.fromString(left)
  const b = Address.fromString(right)
  if (a.type !== b.type) return a.type === 'account' ? -1 : 1
  return Buffer.compare(a.toBuffer(), b.toBuffer())
}
