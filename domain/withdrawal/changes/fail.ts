import type { WithdrawalFailure } from '../failure.ts'
import {
  makeWithdrawalStep,
  type WithdrawalState,
  type WithdrawalStep,
  withdrawalBalanceEvent,
  withdrawalEvent,
} from '../step.ts'

/**
 * Nothing was paid and nothing will be: the money goes back to its user. The database refuses the step while an envelope
 * of the payment may still be applied.
 */
export function failWithdrawal(
  withdrawal: WithdrawalState<'PENDING'>,
  failure: WithdrawalFailure,
): WithdrawalStep<'FAILED'> {
  const { terms } = withdrawal
  const why = { failureCode: failure.code, failureReason: failure.reason }
  return makeWithdrawalStep(withdrawal, 'FAILED', {
    posting: { rule: 'return' },
    failure,
    events: [
      withdrawalEvent(terms, 'withdrawal.failed', 'FAILED', why),
      withdrawalBalanceEvent(terms, 'balance.unreserved', 'withdrawal_failed'),
    ],
  })
}
