import type { xdr } from '@stellar/stellar-sdk'
import type { EscrowKind } from './storedEscrow.ts'

/** One contract call that the API builds a transaction for. */
export type Invocation = {
  /** Acting role: source of the transaction and the only one who has to sign. */
  readonly source: string
  /** Of the escrow called or created; the kinds number their errors differently. */
  readonly kind: EscrowKind
  readonly contractId: string
  readonly functionName: string
  readonly args: readonly xdr.ScVal[]
}

/** The factory's function for each kind. */
export const DEPLOY_FUNCTIONS: Readonly<Record<EscrowKind, string>> = {
  single: 'tw_new_single_release_escrow',
  multi: 'tw_new_multi_release_escrow',
}

export function isDeployment(functionName: string): boolean {
  return Object.values(DEPLOY_FUNCTIONS).includes(functionName)
}
