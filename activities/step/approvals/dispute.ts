import type { DisputeIntent, DisputeMilestoneIntent } from '../../../chain/intent.ts'
import type { OrderFacts } from '../../../db/approvals/orderFacts.ts'
import { type Contradictions, contractIs, contractKindIs, holds, orderIs, same } from './facts.ts'

export function disputeContradicts(order: OrderFacts, intent: DisputeIntent): Contradictions {
  return [...contractKindIs(order, 'single'), ...openingContradicts(order, intent)]
}

/** A milestone that has been paid cannot be argued about. */
export function milestoneDisputeContradicts(order: OrderFacts, intent: DisputeMilestoneIntent): Contradictions {
  const { milestoneIndex } = intent
  const status = order.milestones[milestoneIndex]?.status
  return [
    ...contractKindIs(order, 'multi'),
    ...openingContradicts(order, intent),
    ...holds(
      status === 'DISPUTED' || status === 'RESOLVING',
      `the ledger says milestone ${milestoneIndex} is ${status ?? 'unknown'}, the step is for DISPUTED or RESOLVING`,
    ),
  ]
}

/** The contract knows no refund: the buyer's wallet disputes, and the resolver gives everything back. */
function openingContradicts(order: OrderFacts, intent: DisputeIntent | DisputeMilestoneIntent): Contradictions {
  const opener = order.status === 'REFUND_REQUESTED' ? 'BUYER' : (order.dispute?.openedBy ?? null)
  const wallet = opener === null ? null : opener === 'BUYER' ? order.buyer : order.seller
  return [
    ...orderIs(order, 'DISPUTED', 'REFUND_REQUESTED'),
    ...contractIs(order, intent.contractId),
    ...same('the wallet of whoever opened the dispute', wallet, intent.signer),
  ]
}
