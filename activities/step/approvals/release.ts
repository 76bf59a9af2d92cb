import type {
  ApproveMilestoneIntent,
  ChangeMilestoneStatusIntent,
  ReleaseIntent,
  ReleaseMilestoneIntent,
} from '../../../chain/intent.ts'
import type { OrderFacts } from '../../../db/approvals/orderFacts.ts'
import type { MilestoneStatus } from '../../../domain/order/status.ts'
import { type Contradictions, contractIs, contractKindIs, orderIs, same } from './facts.ts'

/** The seller says that work is done: when a release was asked for, or the completion of that milestone. */
export function statusChangeContradicts(order: OrderFacts, intent: ChangeMilestoneStatusIntent): Contradictions {
  return [
    ...same("the seller's wallet", order.seller, intent.serviceProvider),
    // Marking work as done moves no money, so a release of that milestone is reason enough as well.
    ...milestoneIs(order, intent, ['COMPLETING', 'RELEASING']),
  ]
}

/** The buyer approves what was asked to be released. */
export function approvalContradicts(order: OrderFacts, intent: ApproveMilestoneIntent): Contradictions {
  return [...same("the buyer's wallet", order.buyer, intent.approver), ...milestoneIs(order, intent, ['RELEASING'])]
}

export function releaseContradicts(order: OrderFacts, intent: ReleaseIntent): Contradictions {
  return [
    ...orderIs(order, 'RELEASE_REQUESTED'),
    ...contractKindIs(order, 'single'),
    ...contractIs(order, intent.contractId),
    ...same("the buyer's wallet", order.buyer, intent.releaseSigner),
  ]
}

export function milestoneReleaseContradicts(order: OrderFacts, intent: ReleaseMilestoneIntent): Contradictions {
  return [
    ...same("the buyer's wallet", order.buyer, intent.releaseSigner),
    ...milestoneIs(order, { ...intent, contract: 'multi' }, ['RELEASING']),
  ]
}

type MilestoneStep = Pick<ApproveMilestoneIntent, 'contract' | 'contractId' | 'milestoneIndex'>

/** An order without milestones is the one milestone of its contract, and moves as a whole. */
function milestoneIs(order: OrderFacts, step: MilestoneStep, allowed: readonly MilestoneStatus[]): Contradictions {
  const { contract, contractId, milestoneIndex } = step
  const common = [...contractKindIs(order, contract), ...contractIs(order, contractId)]
  if (contract === 'single') {
    return [...common, ...orderIs(order, 'RELEASE_REQUESTED'), ...same('the only milestone', 0, milestoneIndex)]
  }
  const status = order.milestones[milestoneIndex]?.status
  const isAllowed = status !== undefined && allowed.includes(status)
  const contradiction = `the ledger says milestone ${milestoneIndex} is ${status ?? 'unknown'}, the step is for ${allowed.join(' or ')}`
  return [...common, ...orderIs(order, 'IN_PROGRESS', 'RELEASE_REQUESTED'), ...(isAllowed ? [] : [contradiction])]
}
