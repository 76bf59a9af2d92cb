import type { DestinationReason } from './destination.ts'

/**
 * Why a withdrawal was given back: what the network said of the destination when it was paid, or that support gave it up.
 * `rejected_by_network`: the payment itself was malformed in the network's eyes.
 */
export const WITHDRAWAL_FAILURES = [
  'does_not_exist',
  'no_trustline',
  'not_authorized',
  'trustline_full',
  'rejected_by_network',
  'given_up',
] as const
export type WithdrawalFailureCode = (typeof WITHDRAWAL_FAILURES)[number]

/** What the network can find wrong with a destination at the moment of the payment. */
export type PaymentFault = Exclude<WithdrawalFailureCode, 'given_up'>

export type WithdrawalFailure = { readonly code: WithdrawalFailureCode; readonly reason: string }

type OfDestination = Extract<PaymentFault, DestinationReason>

/** Whether a fault is one that an examination of the destination could have found too. */
export function isOfDestination(fault: PaymentFault): fault is OfDestination {
  return fault !== 'rejected_by_network'
}
