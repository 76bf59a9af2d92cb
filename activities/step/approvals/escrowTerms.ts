import type { DeployIntent, EscrowTerms, FundIntent, MultiTerms, SingleTerms } from '../../../chain/intent.ts'
import type { OrderFacts } from '../../../db/approvals/orderFacts.ts'
import { type Contradictions, contractIs, contractKindIs, holds, orderIs, type Platform, same } from './facts.ts'

/** A contract is deployed for an order that asked for one and has its money set aside, on the order's own terms. */
export function deployContradicts(order: OrderFacts, intent: DeployIntent, platform: Platform): Contradictions {
  return [
    ...orderIs(order, 'ESCROW_CREATING'),
    ...reservationCovers(order),
    ...termsContradict(order, intent.escrow, platform),
  ]
}

/** The buyer's wallet pays what was set aside, into the contract that was deployed for it. */
export function fundContradicts(order: OrderFacts, intent: FundIntent, platform: Platform): Contradictions {
  return [
    ...orderIs(order, 'ESCROW_FUNDING'),
    ...same('the contract', order.escrow?.status ?? null, 'FUNDING'),
    ...contractIs(order, intent.contractId),
    ...same("the buyer's wallet", order.buyer, intent.signer),
    ...same('the amount', order.amountStroops, intent.amountStroops),
    ...reservationCovers(order),
    ...termsContradict(order, intent.escrow, platform),
  ]
}

function reservationCovers({ orderId, reservedStroops, amountStroops }: OrderFacts): Contradictions {
  return holds(
    BigInt(reservedStroops) >= BigInt(amountStroops),
    `the ledger has set ${reservedStroops} stroops aside for order ${orderId}, the step needs ${amountStroops}`,
  )
}

function termsContradict(order: OrderFacts, escrow: EscrowTerms, platform: Platform): Contradictions {
  const { roles } = escrow
  return [
    ...same('the order', order.orderId, escrow.engagementId),
    ...same('the platform fee in basis points', order.platformFeeBps, escrow.platformFeeBps),
    ...same("the buyer's wallet", order.buyer, roles.approver),
    ...same("the buyer's wallet", order.buyer, roles.releaseSigner),
    ...same("the seller's wallet", order.seller, roles.serviceProvider),
    ...same('the treasury', platform.treasury, roles.platform),
    ...same('the dispute resolver', platform.resolver, roles.disputeResolver),
    ...('milestones' in escrow ? multiContradicts(order, escrow) : singleContradicts(order, escrow)),
  ]
}

function singleContradicts(order: OrderFacts, escrow: SingleTerms): Contradictions {
  return [
    ...contractKindIs(order, 'single'),
    ...same('the amount', order.amountStroops, escrow.amountStroops),
    ...same("the seller's wallet", order.seller, escrow.roles.receiver),
  ]
}

function multiContradicts(order: OrderFacts, escrow: MultiTerms): Contradictions {
  const total = escrow.milestones.reduce((sum, { amountStroops }) => sum + BigInt(amountStroops), 0n)
  return [
    ...contractKindIs(order, 'multi'),
    ...same('the amount', order.amountStroops, String(total)),
    ...same('the number of milestones', order.milestones.length, escrow.milestones.length),
    ...escrow.milestones.flatMap((milestone, index) => [
      ...same(
        `the amount of milestone ${index}`,
        order.milestones[index]?.amountStroops ?? null,
        milestone.amountStroops,
      ),
      ...same("the seller's wallet", order.seller, milestone.receiver),
    ]),
  ]
}
