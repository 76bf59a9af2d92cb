import { invariant, unreachable } from '../../domain/invariant.ts'
import { cancel } from '../../domain/order/changes/cancel.ts'
import { deployed, noteContractId, requestEscrow } from '../../domain/order/changes/createEscrow.ts'
import { funded, queueFunding, startFunding } from '../../domain/order/changes/fund.ts'
import { released, requestRelease } from '../../domain/order/changes/release.ts'
import { reserve } from '../../domain/order/changes/reserve.ts'
import type { OrderCommand } from '../../domain/order/command.ts'
import { decide, type Plan } from '../../domain/order/decide.ts'
import type { OrderState } from '../../domain/order/state.ts'
import type { Step } from '../../domain/order/step.ts'
import { type Desk, type InboxItem, type LaneReport, remember } from './desk.ts'
import { showStatus } from './display.ts'
import { deployLane, fundLane, releaseLane } from './lane.ts'
import { commit, commitRejection } from './recorders.ts'

/** Takes one item off the inbox: decide, commit the decision, then let its effects begin. */
export async function work(desk: Desk, item: InboxItem): Promise<void> {
  if (item.from === 'caller') await carryOut(desk, item.command)
  else await note(desk, item.report)
}

async function carryOut(desk: Desk, command: OrderCommand): Promise<void> {
  const decision = decide(desk.state, command)
  if (!decision.accepted) {
    const { orderId } = desk.state.terms
    await commitRejection({ orderId, commandId: command.commandId, kind: command.kind, rejection: decision.rejection })
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
      invariant(command.kind === 'cancel', `A cancellation was planned for the command "${command.kind}"`)
      return cancel(state, command)
    case 'createEscrow':
      return requestEscrow(state, command.commandId)
    case 'queueFund':
      return queueFunding(state, command.commandId)
    case 'fund':
      return startFunding(state, command.commandId)
    case 'release':
      return requestRelease(state, command.commandId)
    default:
      return unreachable(plan)
  }
}

/** Chain steps run beside the loop; they never throw, they retry until done and report into the inbox. */
function beginEffects(desk: Desk, command: OrderCommand, plan: Plan): void {
  switch (plan.do) {
    case 'createEscrow':
      void deployLane(desk, command.commandId)
      return
    case 'fund':
      void fundLane(desk, command.commandId)
      return
    case 'release':
      void releaseLane(desk, command.commandId)
      return
    case 'reserve':
    case 'cancel':
      remember(desk, command.commandId, 'SUCCEEDED')
      return
    case 'queueFund':
      return
    default:
      unreachable(plan)
  }
}

async function note(desk: Desk, report: LaneReport): Promise<void> {
  await advance(desk, stepFor(desk.state, report))
  if (report.kind !== 'deployed') remember(desk, report.commandId, 'SUCCEEDED')
  const queued = desk.state.queuedFund
  if (report.kind === 'deployed' && queued !== null) {
    await advance(desk, startFunding(desk.state, queued))
    void fundLane(desk, queued)
  }
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
    default:
      return unreachable(report)
  }
}

/** Commits a step and takes its state over; false when the database refused it and recorded why. */
async function advance(desk: Desk, step: Step): Promise<boolean> {
  const result = await commit(step)
  if (!result.applied) return false
  const statusMoved = desk.state.status !== step.next.status
  desk.state = step.next
  if (statusMoved) showStatus(desk)
  return true
}
