import type { ContractKind } from '../intent.ts'
import { MULTI_ERRORS } from './multiErrors.ts'
import { SINGLE_ERRORS } from './singleErrors.ts'

/** Numbers of the asset contract, as the host defines them. */
const TOKEN_ERRORS: Readonly<Record<number, string>> = {
  6: 'account missing',
  8: 'negative amount',
  10: 'balance too low or trustline limit reached',
  11: 'balance deauthorized',
  13: 'trustline missing',
}

/** Which contract raised an error. The numbers of one mean nothing for another. */
export type ErrorSource = ContractKind | 'token'

const NAMES: Readonly<Record<ErrorSource, Readonly<Record<number, string>>>> = {
  single: SINGLE_ERRORS,
  multi: MULTI_ERRORS,
  token: TOKEN_ERRORS,
}

const CONTRACTS: Readonly<Record<ErrorSource, string>> = {
  single: 'escrow contract',
  multi: 'multi-release escrow contract',
  token: 'USDC contract',
}

/**
 * Refusals of a single-release resolution whose shares do not add up to the balance: somebody sent USDC to the escrow
 * after the shares were reckoned, or whoever simulated it has not seen that yet. Shares from a fresh balance may pass. A
 * milestone is resolved by its own amount, whatever the contract holds, so no error of that contract says this.
 */
const BALANCE_MOVED: Readonly<Record<ErrorSource, ReadonlySet<number>>> = {
  single: new Set([15, 39]),
  multi: new Set(),
  token: new Set(),
}

/** True for an error that only says that the escrow's balance is another one by now. */
export function saysBalanceMoved(code: number, raisedBy: ErrorSource): boolean {
  return BALANCE_MOVED[raisedBy].has(code)
}

/** Says a contract's error number in words. */
export function nameContractError(code: number, raisedBy: ErrorSource): string {
  const name = NAMES[raisedBy][code]
  return `${CONTRACTS[raisedBy]} error #${code}${name === undefined ? '' : ` (${name})`}`
}
