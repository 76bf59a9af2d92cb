import type { xdr } from '@stellar/stellar-sdk'
import type { ContractFunction, Host } from '../../soroban/host.ts'
import { readAddress } from './readValue.ts'

/**
 * The two builds of each contract: `main` has the address that the protocol fee goes to compiled in, `develop` is told
 * with every call that pays out.
 */
export type Lineage = { readonly protocolFeeAddress: string } | 'develop'

type PayingFunction = (host: Host, args: readonly xdr.ScVal[], protocolFeeAddress: string) => xdr.ScVal

/** A function that pays out; `feePosition` is where a `develop` build finds the fee address among its arguments. */
export function payingFunction(lineage: Lineage, feePosition: number, pay: PayingFunction): ContractFunction {
  if (lineage !== 'develop') return (host, args) => pay(host, args, lineage.protocolFeeAddress)
  return (host, args) => pay(host, args.toSpliced(feePosition, 1), readAddress(args[feePosition]))
}
