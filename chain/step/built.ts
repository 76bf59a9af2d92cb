import type { xdr } from '@stellar/stellar-sdk'

/** A transaction that is what the step asked for, not signed yet. */
export type Built = {
  readonly transaction: xdr.Transaction
  readonly maxTimeSeconds: number
  readonly contractId: string | null
}
