import { invariant, unreachable } from '../../domain/invariant.ts'
import { cancel } from '../../domain/order/changes/cancel.ts'
import { deployed, noteContractId, requestEscrow } from '../../domain/order/changes/createEscrow.ts'
import { acceptDecision, frozen, openDispute, resolved } from '../../domain/order/changes/dispute.ts'
import { funded, queueFunding, startFunding } from '../../domain/order/changes/fund.ts'
import { milestoneCompleted, requestCompletion, requestMilestoneRelease } from '../../domain/order/changes/milestone.ts'
import { payMilestone } from '../../domain/order/changes/payMilestone.ts'
import { refunded, requestRefund } from '../../domain/order/changes/refund.ts'
import { released, requestRelease } from '../../domain/order/changes/release.ts'
import { reserve } from '../../domain/order/changes/reserve.ts'
import type { OrderCommand } from '../../domain/order/command.ts'
import { decide, type Plan } from '../../domain/order/decide.ts'
import { milestoneAt } from '../../domain/order/milestones.ts'
import type { OrderState } from '../../domain/order/state.ts'
import type { Step } from '../../domain/order/step.ts'
import { onBehalfOf } from '../origins.ts'
import { advance } from './advance.ts'
import { ring } from './clock.ts'
import { type Desk, type InboxItem, type LaneReport, remember } from './desk.ts'
import { deployLane, fundLane } from './lane.ts'
import { lanesFor } from './lanesFor.ts'
import { completeMilestoneLane, releaseMilestoneLane } from './milestoneLane.ts'
import { operate } from './operate.ts'
import { commitOperatorAction, commitRejection } from './recorders.ts'

/** Takes one item off the inbox: decide, commit the decision, then let its effects begin. */
export async function work(desk: Desk, item: InboxItem): Promise<void> {
  switch (item.from) {
    case 'caller':
      return await carryOut(desk, item.command)
    case 'operator':
      return await operate(desk, item.command)
    case 'clock':
      return await ring(desk, item.moment, carryOut)
    case 'retry':
      return await commitOperatorAction({ orderId: desk.state.terms.orderId, action: item.action })
    case 'lane':
      return await note(desk, item.report)
    default:
      return unreachable(item)
  }
}

async function carryOut(desk: Desk, command: OrderCommand): Promise<void> {
  const decision = decide(desk.state, command)
  if (!decision.accepted) {
    const { orderId } = desk.state.terms
    const { commandId, kind } = command
    const { version: expectedVersion } = desk.state
    await commitRejection({ orderId, commandId, kind, rejection: decision.rejection, expectedVersion })
    remember(desk, command.commandId, 'REJECTED')
    return
  }
  const applied = await advance(desk, firstStep(desk.state, command, decision.plan))
  if (!applied) {
    remember(desk, command.commandId, 'REJECTED')
    return
  }
  beginEffects(desk, command, decision.plan)
}

/** The change that accepting a command commits at once. */
function firstStep(state: OrderState, command: OrderCommand, plan: Plan): Step {
  switch (plan.do) {
    case 'reserve':
      return reserve(state, command.commandId)
    case 'cancel':
      return cancel(state, asKind(command, 'cancel'))
    case 'createEscrow':
      return requestEscrow(state, command.commandId)
    case 'queueFund':
      return queueFunding(state, command.commandId)
    case 'fund':
      return startFunding(state, command.commandId)
    case 'completeMilestone':
      return requestCompletion(state, asKind(command, 'completeMilestone'), plan.milestone)
    case 'releaseMilestone':
      return requestMilestoneRelease(state, command.commandId, plan.milestone)
    case 'release':
      return requestRelease(state, command.commandId)
    case 'refund':
      return requestRefund(state, asKind(command, 'refund'))
    case 'dispute':
      return openDispute(state, asKind(command, 'dispute'))
    case 'resolve':
      return acceptDecision(state, plan.resolution)
    default:
      return unreachable(plan)
  }
}

function asKind<K extends OrderCommand['kind']>(command: OrderCommand, kind: K): Extract<OrderCommand, { kind: K }> {
  invariant(command.kind === kind, `The command "${command.kind}" was planned as "${kind}"`)
  return command as Extract<OrderCommand, { kind: K }>
}

/** Chain steps run beside the loop; they never throw, they retry until done and report into the inbox. */
function beginEffects(desk: Desk, command: OrderCommand, plan: Plan): void {
  const { commandId } = command
  switch (plan.do) {
    case 'createEscrow':
      void deployLane(desk, commandId)
      return
    case 'fund':
      void fundLane(desk, commandId)
      return
    case 'completeMilestone':
      void completeMilestoneLane(desk, asKind(command, 'completeMilestone'), plan.milestone)
      return
    case 'releaseMilestone':
      void releaseMilestoneLane(desk, { commandId, kind: 'releaseMilestone' }, plan.milestone)
      return
    case 'release':
    case 'refund':
    case 'dispute':
      if (plan.do === 'dispute') remember(desk, commandId, 'SUCCEEDED')
      void lanesFor(desk)[plan.do](desk, commandId)
      return
    case 'resolve':
      if (desk.state.dispute?.onChain) void lanesFor(desk).resolve(desk, plan.resolution)
      return
    case 'reserve':
    case 'cancel':
      remember(desk, commandId, 'SUCCEEDED')
      return
    case 'queueFund':
      return
    default:
      unreachable(plan)
  }
}

/** Reports that end a command; the others are steps on the way. */
function endsCommand(desk: Desk, report: LaneReport): boolean {
  if (report.kind !== 'milestonePaid') return ENDS_COMMAND[report.kind]
  // Release, refund and resolution end with the last milestone, which closes the order.
  return report.payment.kind === 'releaseMilestone' || desk.state.status === 'CLOSED'
}

const ENDS_COMMAND: Readonly<Record<Exclude<LaneReport['kind'], 'milestonePaid'>, boolean>> = {
  contractId: true,
  deployed: false,
  funded: true,
  released: true,
  refunded: true,
  frozen: false,
  milestoneCompleted: true,
  resolved: true,
}

async function note(desk: Desk, report: LaneReport): Promise<void> {
  // A step that was running when support gave the order up has nothing to add.
  if (desk.isAbandoned) return
  await advance(desk, stepFor(desk.state, report))
  if (endsCommand(desk, report)) remember(desk, report.commandId, 'SUCCEEDED')
  await beginWaiting(desk, report)
}

/** What was accepted while a chain step stood in its way begins when that step is done. */
async function beginWaiting(desk: Desk, report: LaneReport): Promise<void> {
  const { queuedFund, resolution } = desk.state
  if (report.kind === 'deployed' && queuedFund !== null) {
    await onBehalfOf(queuedFund, () => advance(desk, startFunding(desk.state, queuedFund)))
    void onBehalfOf(queuedFund, () => fundLane(desk, queuedFund))
  }
  if (report.kind === 'frozen' && resolution !== null)
    void onBehalfOf(resolution.commandId, () => lanesFor(desk).resolve(desk, resolution))
}

function stepFor(state: OrderState, report: LaneReport): Step {
  switch (report.kind) {
    case 'contractId':
      return noteContractId(state, report.commandId, report.contractId)
    case 'deployed':
      return deployed(state, report.commandId)
    case 'funded':
      return funded(state, report.commandId, report.proof)
    case 'released':
      return released(state, report.commandId, report.proof)
    case 'refunded':
      return refunded(state, report.commandId, report.proof, report.paid)
    case 'frozen':
      return frozen(state, report.commandId, report.proof)
    case 'milestoneCompleted':
      return milestoneCompleted(state, report.commandId, milestoneAt(state, report.index), report.proof.transactionHash)
    case 'milestonePaid':
      return payMilestone(state, report.payment)
    case 'resolved':
      return resolved(state, report.resolution, report.proof, report.paid)
    default:
      return unreachable(report)
  }
}
