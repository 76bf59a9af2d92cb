import type { CommandId } from '../../ids.ts'
import { invariant } from '../../invariant.ts'
import type { OrderCommand } from '../command.ts'
import { type Deadline, withDeadline } from '../deadlines.ts'
import type { OrderState } from '../state.ts'
import { makeStep, type Step } from '../step.ts'
import { deadlineEvent } from './operator.ts'

/** The parties, or support, are told that a deadline is near. */
export function remind(state: OrderState, deadline: Deadline): Step {
  return makeStep(
    state,
    'recordReminder',
    { commandId: clockId(state, deadline), name: 'reminder' },
    { deadlines: withDeadline(state.deadlines, deadline, { remindAtMs: null }) },
    { stamps: [], events: [deadlineEvent(state, 'deadline.approaching', deadline)] },
  )
}

/** A deadline that has nothing to do any more is taken away. */
export function dropDeadline(state: OrderState, deadline: Deadline): Step {
  return makeStep(
    state,
    'recordDeadlineChange',
    { commandId: clockId(state, deadline), name: 'dropped' },
    { deadlines: withDeadline(state.deadlines, deadline, null) },
    { stamps: [], events: [] },
  )
}

const SUPPORT_DESK = 'support'

/** Nobody has decided the dispute in time: it is support's from now on, whoever was to look at it. */
export function handOver(state: OrderState, deadline: Deadline): Step {
  const { dispute, terms } = state
  invariant(dispute, `Order ${terms.orderId} has a deadline for a dispute and no dispute`)
  const { disputeId, openedBy, reason } = dispute
  const facts = { orderId: terms.orderId, openedBy, reason, assignedTo: SUPPORT_DESK }
  return makeStep(
    state,
    'recordHandOver',
    { commandId: clockId(state, deadline), name: 'handedOver' },
    {
      dispute: { ...dispute, handedOver: true },
      deadlines: withDeadline(state.deadlines, deadline, null),
    },
    {
      stamps: [],
      dispute: { disputeId, openedBy, reason, status: 'UNDER_REVIEW', assignTo: SUPPORT_DESK },
      events: [{ type: 'dispute.escalated', aggregateId: disputeId, payload: { disputeId, ...facts } }],
    },
  )
}

/** The command that a deadline gives when it has come; null for one that is no command. */
export function commandOfDeadline(state: OrderState, deadline: Deadline): OrderCommand | null {
  const base = { commandId: clockId(state, deadline), actor: 'CLOCK' } as const
  switch (deadline.kind) {
    case 'reservation':
      return { ...base, kind: 'cancel', reason: 'The time for asking for an escrow is over.' }
    case 'review':
      return deadline.ref === null
        ? { ...base, kind: 'release' }
        : { ...base, kind: 'releaseMilestone', ref: deadline.ref }
    case 'dispute':
      return null
  }
}

/** Tells the commands of an order's own clock; a workflow that is started again hears of them from outside. */
export function isClockId(commandId: string): boolean {
  return BY_THE_CLOCK.test(commandId)
}

const BY_THE_CLOCK = /^cmd_(reservation|review|dispute)\d*_[0-9a-z]+_[0-9a-z]+$/

/** Unique to this deadline at this moment, so that a second firing is the same command. */
function clockId({ terms, milestones }: OrderState, { kind, ref, dueAtMs }: Deadline): CommandId {
  const part = ref === null ? '' : String(milestones.findIndex((milestone) => milestone.ref === ref))
  return `cmd_${kind}${part}_${dueAtMs.toString(36)}_${terms.orderId.slice('ord_'.length)}`
}
