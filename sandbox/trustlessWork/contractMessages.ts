import { multiReleaseErrors } from '../contracts/multiRelease/errors.ts'
import { singleReleaseErrors } from '../contracts/singleRelease/errors.ts'
import { multiMessages } from './multiMessages.ts'
import { singleMessages } from './singleMessages.ts'
import type { EscrowKind } from './storedEscrow.ts'

type Messages = Readonly<Record<string, string | undefined>>

const texts: Readonly<Record<EscrowKind, { names: ReadonlyMap<number, string>; messages: Messages }>> = {
  single: { names: namesOf(singleReleaseErrors), messages: singleMessages },
  multi: { names: namesOf(multiReleaseErrors), messages: multiMessages },
}

const FUND_AMOUNT_MESSAGE = 'Amount cannot be equal to or less than zero'

/** Text for an error number of an escrow contract, as the endpoint for `functionName` words it. */
export function escrowErrorMessage(kind: EscrowKind, code: number, functionName: string): string {
  const { names, messages } = texts[kind]
  const name = names.get(code)
  if (name === undefined) return `An unexpected error occurred: HostError: Error(Contract, #${code})`
  if (name === 'AmountCannotBeZero' && functionName === 'fund_escrow') return FUND_AMOUNT_MESSAGE
  return messages[name] ?? `An unexpected error occurred: HostError: Error(Contract, #${code}) ${name}`
}

function namesOf(numbers: Readonly<Record<string, number>>): ReadonlyMap<number, string> {
  return new Map(Object.entries(numbers).map(([name, number]) => [number, name]))
}

/** The asset contract numbers its own errors; they overlap with the escrow's. */
export function tokenErrorMessage(code: number): string {
  const meaning = tokenMeanings[code] ?? 'the asset contract refused'
  return `An unexpected error occurred: HostError: Error(Contract, #${code}) in the asset contract: ${meaning}`
}

const tokenMeanings: Readonly<Record<number, string>> = {
  6: 'the account does not exist',
  8: 'the amount is negative',
  10: 'the balance is not sufficient, or the receiving trustline is at its limit',
  11: 'the trustline is not authorized',
  13: 'the trustline entry is missing for the account',
}
