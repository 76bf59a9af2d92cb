import type { EventDraft } from '../../events.ts'
import type { ChainProof } from '../../ledger/posting.ts'
import { type Deadline, withDeadline } from '../deadlines.ts'
import type {
  AbortCommand,
  ExtendDeadlineCommand,
  OperatorAction,
  OperatorCommand,
  ResolveManuallyCommand,
} from '../operator.ts'
import type { OrderState } from '../state.ts'
import { balanceEvent, makeStep, orderEvent, type Step, succeeded } from '../step.ts'

/** Support closes an order whose money is not on chain. A contract that may stand already stays empty. */
export function abort(state: OrderState, command: AbortCommand): Step {
  const { terms, escrow } = state
  const { commandId, by, reason } = command
  const facts = { status: 'CLOSED', finalStatus: 'CANCELED', canceledBy: 'SUPPORT', performedBy: by, reason }
  const abandoned = escrow && ({ ...escrow, status: 'ABANDONED' } as const)
  return makeStep(
    state,
    'recordAbort',
    { commandId, name: 'abort' },
    { status: 'CLOSED', finalStatus: 'CANCELED', escrow: abandoned, underway: null, queuedFund: null },
    {
      stamps: ['closedAt'],
      posting: { rule: 'cancel' },
      ...(abandoned && { escrow: { escrowId: abandoned.escrowId, status: 'ABANDONED' } }),
      operatorAction: actionOf(command, {}),
      outcome: succeeded(commandId, 'abort'),
      events: [
        orderEvent(terms, 'order.canceled', facts),
        balanceEvent(terms, 'balance.unreserved', terms.buyerId),
        orderEvent(terms, 'order.closed', facts),
      ],
    },
  )
}

/** Support has shown that a stuck step happened. The step's own change follows, with this proof. */
export function acceptProof(state: OrderState, command: ResolveManuallyCommand, step: string, proof: ChainProof): Step {
  const { commandId } = command
  const { transactionHash, ledger } = proof
  return makeStep(
    state,
    'recordManualProof',
    { commandId, name: 'manualProof' },
    {},
    {
      stamps: [],
      operatorAction: actionOf(command, { step, transactionHash, ledger: String(ledger) }),
      outcome: succeeded(commandId, 'resolveManually'),
      events: [],
    },
  )
}

/** Somebody gets more time. */
export function extendDeadline(state: OrderState, command: ExtendDeadlineCommand, deadline: Deadline): Step {
  const dueAtMs = Date.parse(command.until)
  const { remindAtMs } = deadline
  // The reminder keeps its distance.
  const moved = { dueAtMs, remindAtMs: remindAtMs === null ? null : remindAtMs + dueAtMs - deadline.dueAtMs }
  const details = { deadline: deadline.kind, ref: deadline.ref, from: iso(deadline.dueAtMs), until: iso(dueAtMs) }
  return makeStep(
    state,
    'recordDeadlineChange',
    { commandId: command.commandId, name: 'extended' },
    { deadlines: withDeadline(state.deadlines, deadline, moved) },
    {
      stamps: [],
      operatorAction: actionOf(command, details),
      outcome: succeeded(command.commandId, 'extendDeadline'),
      events: [deadlineEvent(state, 'deadline.extended', { ...deadline, ...moved })],
    },
  )
}

export function deadlineEvent(
  { terms }: OrderState,
  type: 'deadline.approaching' | 'deadline.extended',
  { kind, ref, dueAtMs }: Deadline,
): EventDraft {
  return orderEvent(terms, type, { deadline: kind, milestoneRef: ref, dueAt: iso(dueAtMs) })
}

function actionOf(command: OperatorCommand, details: OperatorAction['details']): OperatorAction {
  const { commandId, kind, by, reason } = command
  return { key: commandId, action: kind, by, reason, details }
}

function iso(atMs: number): string {
  return new Date(atMs).toISOString()
}
