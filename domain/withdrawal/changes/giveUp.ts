import type { CommandId } from '../../ids.ts'
import type { WithdrawalState, WithdrawalStep } from '../step.ts'
import { failWithdrawal } from './fail.ts'

/** Support lets a withdrawal go that cannot be paid. */
export type GiveUpCommand = { readonly commandId: CommandId; readonly by: string; readonly reason: string }

/** The kind under which the command is recorded. */
export const GIVE_UP_COMMAND = 'giveUp'

/** The money goes back because support said so; refused by the database while a payment may still be applied. */
export function giveUpWithdrawal(
  withdrawal: WithdrawalState<'PENDING'>,
  { commandId, by, reason }: GiveUpCommand,
): WithdrawalStep<'FAILED'> {
  const failure = { code: 'given_up', reason: `${by} gave it up: ${reason}` } as const
  const action = { key: commandId, action: GIVE_UP_COMMAND, by, reason, details: {} } as const
  const { change, next } = failWithdrawal(withdrawal, failure)
  const outcome = { commandId, kind: GIVE_UP_COMMAND, status: 'SUCCEEDED' } as const
  return { change: { ...change, operatorAction: action, outcome }, next }
}
