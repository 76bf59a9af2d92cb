import type { CommandId } from '../../ids.ts'
import { makeWithdrawalStep, type WithdrawalStep, withdrawalBalanceEvent, withdrawalEvent } from '../step.ts'
import type { WithdrawalTerms } from '../terms.ts'

/** The kind under which the command that asks for a withdrawal is recorded. */
export const WITHDRAW_COMMAND = 'withdraw'

/** The amount is set aside. The database refuses the step when the balance is too low. */
export function requestWithdrawal(terms: WithdrawalTerms, commandId: CommandId): WithdrawalStep<'PENDING'> {
  return makeWithdrawalStep({ terms, commandId, version: 0 }, 'PENDING', {
    posting: { rule: 'request' },
    outcome: { commandId, kind: WITHDRAW_COMMAND, status: 'SUCCEEDED' },
    events: [
      withdrawalEvent(terms, 'withdrawal.requested', 'PENDING'),
      withdrawalBalanceEvent(terms, 'balance.reserved', 'withdrawal'),
    ],
  })
}
