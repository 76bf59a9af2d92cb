import type { ErrorCode, Rejection } from '../errors.ts'
import { unreachable } from '../invariant.ts'
import { type Deadline, findDeadline } from './deadlines.ts'
import type { ExtendDeadlineCommand, OperatorCommand } from './operator.ts'
import type { OrderState } from './state.ts'
import type { OrderStatus } from './status.ts'

/** How the order's chain steps stand, as only its workflow knows. */
export type Progress = {
  /** Steps that a worker is on right now, or will be without anybody's doing. */
  readonly running: readonly string[]
  /** Steps that have failed their fast retries and wait. */
  readonly stuck: readonly string[]
}

/** `check`: what has to be found out on chain or in the records before the answer is known. */
export type OperatorDecision =
  | { readonly accepted: true; readonly plan: OperatorPlan }
  | { readonly accepted: false; readonly rejection: Rejection }
export type OperatorPlan =
  | { readonly do: 'abort' }
  | { readonly do: 'checkProof' }
  | { readonly do: 'extendDeadline'; readonly deadline: Deadline }

/** Before the money is in the contract, closing an order takes nothing from anybody. */
export const ABORTABLE: readonly OrderStatus[] = ['FUNDS_RESERVED', 'ESCROW_CREATING', 'ESCROW_FUNDING']

/** Says whether support's command can be carried out. Pure, like `decide`. */
export function decideOperator(state: OrderState, command: OperatorCommand, progress: Progress): OperatorDecision {
  switch (command.kind) {
    case 'abort':
      return decideAbort(state, progress)
    case 'resolveManually':
      if (progress.stuck.length > 0) return { accepted: true, plan: { do: 'checkProof' } }
      return refuse(state, 'INVALID_STATE', `Order ${state.terms.orderId} is not stuck: there is no step to resolve.`)
    case 'extendDeadline':
      return decideExtension(state, command)
    default:
      return unreachable(command)
  }
}

function decideAbort(state: OrderState, { running }: Progress): OperatorDecision {
  const { orderId } = state.terms
  if (!ABORTABLE.includes(state.status)) {
    const why = `Order ${orderId} is ${state.status}: it can be aborted only while its money is reserved and not on chain.`
    return refuse(state, 'INVALID_STATE', why)
  }
  if (running.length === 0) return { accepted: true, plan: { do: 'abort' } }
  const why = `Order ${orderId} is being worked on (${running.join('; ')}). Abort it when that is done or stuck.`
  return refuse(state, 'INVALID_STATE', why)
}

function decideExtension(state: OrderState, command: ExtendDeadlineCommand): OperatorDecision {
  const { orderId } = state.terms
  const deadline = findDeadline(state.deadlines, { kind: command.deadline, ref: command.ref ?? null })
  if (deadline === undefined) {
    return refuse(state, 'INVALID_STATE', `Order ${orderId} has no such deadline (${command.deadline}) now.`)
  }
  const untilMs = Date.parse(command.until)
  if (untilMs > deadline.dueAtMs) return { accepted: true, plan: { do: 'extendDeadline', deadline } }
  const dueAt = new Date(deadline.dueAtMs).toISOString()
  return {
    accepted: false,
    rejection: {
      code: 'DEADLINE_NOT_LATER',
      message: `The ${command.deadline} deadline of order ${orderId} is ${dueAt}; ${command.until} is not later.`,
      details: { dueAt },
    },
  }
}

function refuse(state: OrderState, code: ErrorCode, message: string): OperatorDecision {
  return { accepted: false, rejection: { code, message, details: { currentStatus: state.status } } }
}
