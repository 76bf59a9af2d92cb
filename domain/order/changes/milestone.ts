import type { CommandId } from '../../ids.ts'
import { formatCents } from '../../money.ts'
import type { CompleteMilestoneCommand } from '../command.ts'
import type { Milestone } from '../milestones.ts'
import { withMilestone } from '../milestones.ts'
import type { OrderState } from '../state.ts'
import { makeStep, orderEvent, pending, type Step, succeeded } from '../step.ts'

/** The seller says that a milestone is done; the contract is told next. */
export function requestCompletion(
  state: OrderState,
  { commandId }: CompleteMilestoneCommand,
  milestone: Milestone,
): Step {
  return makeStep(
    state,
    'recordMilestoneRequest',
    { commandId, name: 'completing' },
    { milestones: withMilestone(state, milestone.index, { status: 'COMPLETING' }) },
    { stamps: [], outcome: pending(commandId, 'completeMilestone'), events: [] },
  )
}

/** The contract knows that the milestone is done. */
export function milestoneCompleted(state: OrderState, commandId: CommandId, milestone: Milestone, hash: string): Step {
  return makeStep(
    state,
    'recordMilestoneCompletion',
    { commandId, name: 'completed' },
    { milestones: withMilestone(state, milestone.index, { status: 'COMPLETED' }) },
    {
      stamps: [],
      outcome: succeeded(commandId, 'completeMilestone'),
      events: [orderEvent(state.terms, 'milestone.completed', { ...factsOf(milestone), transactionHash: hash })],
    },
  )
}

/** The buyer approves a milestone. From here it can no longer be disputed or refunded. */
export function requestMilestoneRelease(state: OrderState, commandId: CommandId, milestone: Milestone): Step {
  return makeStep(
    state,
    'recordMilestoneRequest',
    { commandId, name: 'releasing' },
    { milestones: withMilestone(state, milestone.index, { status: 'RELEASING' }) },
    { stamps: [], outcome: pending(commandId, 'releaseMilestone'), events: [] },
  )
}

/** What every event of a milestone tells about it; the amount is the milestone's own. */
export function factsOf({ ref, amount }: Milestone): { milestoneRef: string; amount: string } {
  return { milestoneRef: ref, amount: formatCents(amount) }
}
