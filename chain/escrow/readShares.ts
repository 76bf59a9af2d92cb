import { Address, scValToBigInt, type xdr } from '@stellar/stellar-sdk'
import type { Share } from '../intent.ts'

/** What a resolution hands out, from the argument that says it; null when that is none. */
export function readShares(distributions: xdr.ScVal | undefined): readonly Share[] | null {
  if (distributions?.type !== 'scvMap') return null
  return (distributions.map ?? []).map(({ key, val }) => ({
    address: Address.fromScVal(key).toString(),
    amountStroops: scValToBigInt(val).toString(),
  }))
}
