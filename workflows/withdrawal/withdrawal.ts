import {
  allHandlersFinished,
  CancellationScope,
  condition,
  defineQuery,
  defineSignal,
  setHandler,
} from '@temporalio/workflow'
import { requestWithdrawal, WITHDRAW_COMMAND } from '../../domain/withdrawal/changes/request.ts'
import { onBehalfOf } from '../origins.ts'
import { type Desk, openDesk, snapshot } from './desk.ts'
import { showState } from './display.ts'
import { WITHDRAWAL_QUERIES, WITHDRAWAL_SIGNALS, type WithdrawalInput, type WithdrawalSnapshot } from './messages.ts'
import { refuseRest, retryNow, takeGiveUp } from './operate.ts'
import { pay } from './pay.ts'
import { advance, commitRejection } from './recorders.ts'
import { untilDone } from './untilDone.ts'

/** The life of one withdrawal: look at the destination, set the money aside, pay it and book that, or give it back. */
export async function withdrawal(input: WithdrawalInput): Promise<WithdrawalSnapshot> {
  const desk = openDesk(input)
  listen(desk)
  // Temporal's own "cancel" would leave money set aside without a workflow; it ends by being paid or given back only.
  return await CancellationScope.nonCancellable(async () => {
    await onBehalfOf(input.commandId, () => live(desk))
    await refuseRest(desk)
    await condition(allHandlersFinished)
    return snapshot(desk)
  })
}

async function live(desk: Desk): Promise<void> {
  if (!(await isPayable(desk))) return
  const requested = requestWithdrawal(desk.terms, desk.commandId)
  const { applied } = await advance(desk, requested)
  if (applied) await pay(desk, requested.next)
}

/** What cannot be paid is refused before any money is set aside. */
async function isPayable(desk: Desk): Promise<boolean> {
  const { terms, commandId } = desk
  const { withdrawalId } = terms
  const ending = await untilDone(
    desk,
    'Destination: see whether it can take USDC (1 of 2)',
    (activities) => activities.examineDestination({ terms }),
    async () => true,
  )
  const message = `Withdrawal ${withdrawalId} was given up by support before anything was set aside.`
  const rejection = ending.done
    ? ending.result
    : { code: 'INVALID_STATE' as const, message, details: { currentStatus: 'REFUSED' } }
  if (rejection === null) return true
  await commitRejection({ withdrawalId, commandId, kind: WITHDRAW_COMMAND, rejection })
  return false
}

/** Support's signals: their input is typed by hand in the Web UI. */
function listen(desk: Desk): void {
  const { retryNow: again, giveUp } = WITHDRAWAL_SIGNALS
  setHandler(defineSignal<[unknown?]>(again.name), (typed) => retryNow(desk, typed), { description: again.description })
  setHandler(defineSignal<[unknown?]>(giveUp.name), (typed) => takeGiveUp(desk, typed), {
    description: giveUp.description,
  })
  const { state } = WITHDRAWAL_QUERIES
  setHandler(defineQuery<WithdrawalSnapshot>(state.name), () => snapshot(desk), { description: state.description })
  showState(desk)
}
