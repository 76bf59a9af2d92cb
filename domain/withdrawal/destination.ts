import type { Rejection } from '../errors.ts'

/** Why USDC is not paid to an address. The first three are seen without asking the network. */
export const DESTINATION_REASONS = [
  'not_an_address',
  'is_a_contract',
  'is_ours',
  'does_not_exist',
  'is_the_issuer',
  'no_trustline',
  'not_authorized',
  'trustline_full',
  'memo_required',
] as const
export type DestinationReason = (typeof DESTINATION_REASONS)[number]

/** What the ledger says of an account that is to be paid. */
export type DestinationFacts = {
  readonly exists: boolean
  readonly isIssuer: boolean
  /** Its trustline for USDC; `roomStroops` is what it may still take in. */
  readonly trustline: { readonly isAuthorized: boolean; readonly roomStroops: bigint } | null
  /** SEP-29: the account says by a data entry that a payment without a memo would be lost to its receiver. */
  readonly demandsMemo: boolean
}

/** What would be paid to it. A number in the address (M...) says whose it is, as a memo does. */
export type PlannedPayment = { readonly amountStroops: bigint; readonly namesReceiver: boolean }

/** Whether a payment could be made as the ledger is now; null when it could. */
export function destinationVerdict(facts: DestinationFacts, payment: PlannedPayment): DestinationReason | null {
  const { trustline } = facts
  if (!facts.exists) return 'does_not_exist'
  // What is paid to the issuer is destroyed.
  if (facts.isIssuer) return 'is_the_issuer'
  if (trustline === null) return 'no_trustline'
  if (!trustline.isAuthorized) return 'not_authorized'
  if (trustline.roomStroops < payment.amountStroops) return 'trustline_full'
  return facts.demandsMemo && !payment.namesReceiver ? 'memo_required' : null
}

const SENTENCES: Readonly<Record<DestinationReason, string>> = {
  not_an_address: 'is not the address of a Stellar account (G... or M...)',
  is_a_contract: 'is a contract; withdrawals go to accounts (G... or M...)',
  is_ours: 'belongs to this platform; withdrawals go to addresses outside of it',
  does_not_exist: 'does not exist on the network; its owner has to create the account first',
  is_the_issuer: 'is the issuer of USDC, where the money would be destroyed',
  no_trustline: 'has no trustline for USDC; its owner has to add one',
  not_authorized: 'is not authorized by the issuer to receive USDC',
  trustline_full: "cannot take that much: its trustline's limit would be exceeded",
  memo_required: 'demands a memo, and none was given; ask the receiver for it',
}

/** The refusal in a sentence, for the answer and for the operator. What is no address may be a secret: it is not repeated. */
export function explainDestination(destination: string, reason: DestinationReason): string {
  const named = reason === 'not_an_address' ? 'The destination' : `The address ${destination}`
  return `${named} ${SENTENCES[reason]}.`
}

/** The refusal of a request to pay there. */
export function refuseDestination(destination: string, reason: DestinationReason): Rejection {
  return {
    code: 'DESTINATION_REFUSED',
    message: explainDestination(destination, reason),
    details: { reason },
  }
}
