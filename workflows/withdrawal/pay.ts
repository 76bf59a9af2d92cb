import type { Payment } from '../../activities/withdrawal/activities.ts'
import { completeWithdrawal } from '../../domain/withdrawal/changes/complete.ts'
import { failWithdrawal } from '../../domain/withdrawal/changes/fail.ts'
import type { WithdrawalState } from '../../domain/withdrawal/step.ts'
import type { Desk } from './desk.ts'
import { giveUp } from './operate.ts'
import { advance, NotBooked } from './recorders.ts'
import { untilDone } from './untilDone.ts'

/** Pays what is set aside and books it; gives it back where the destination cannot take it, or support gives it up. */
export async function pay(desk: Desk, state: WithdrawalState<'PENDING'>): Promise<void> {
  const { terms } = desk
  await untilDone(
    desk,
    'Wallet: send the USDC to the destination (2 of 2)',
    async (activities) => await book(desk, state, await activities.payWithdrawal({ terms })),
    (command) => giveUp(desk, state, command),
  )
}

async function book(desk: Desk, state: WithdrawalState<'PENDING'>, payment: Payment): Promise<void> {
  const step = 'proof' in payment ? completeWithdrawal(state, payment.proof) : failWithdrawal(state, payment.failure)
  const result = await advance(desk, step)
  if (!result.applied) throw new NotBooked(result.rejection.message)
}
