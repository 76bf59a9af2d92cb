import type { xdr } from '@stellar/stellar-sdk'
import { xdrText } from '../../xdr/encode.ts'
import type { Refusals } from './refusals.ts'
import type { SharedFields } from './sharedFields.ts'
import type { SharedRoles } from './sharedRoles.ts'

/** What every escrow has, whatever its kind. */
export interface AnyEscrow extends SharedFields {
  readonly roles: SharedRoles
}

/** Refusals that both kinds know by the same name, under different numbers. */
export type SharedError =
  | 'AmountCannotBeZero'
  | 'EscrowAlreadyInitialized'
  | 'EscrowNotFound'
  | 'EscrowPropertiesMismatch'
  | 'InsufficientFundsForEscrowFunding'
  | 'OnlyPlatformAddressExecuteThisFunction'
  | 'TooManyEscrowsRequested'

/** How a kind of contract writes its escrow down, and how it refuses: all that the shared functions need of it. */
export interface EscrowKind<Escrow extends AnyEscrow> {
  readonly refusals: Refusals<SharedError>
  /** Any other shape than the contract's `Escrow` struct is a HostError. */
  decode(value: xdr.ScVal | undefined): Escrow
  /** The struct exactly as the deployed contract stores and emits it. */
  encode(escrow: Escrow): xdr.ScVal
}

/** True when both would be stored as the same bytes: the comparison the contract makes. */
export function sameEscrow<Escrow extends AnyEscrow>(kind: EscrowKind<Escrow>, left: Escrow, right: Escrow): boolean {
  return xdrText(kind.encode(left)) === xdrText(kind.encode(right))
}
