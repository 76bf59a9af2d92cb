import type { ResolveIntent, ResolveMilestoneIntent, Share } from '../../../chain/intent.ts'
import type { OrderFacts } from '../../../db/approvals/orderFacts.ts'
import {
  type Contradictions,
  contractIs,
  contractKindIs,
  hasMilestones,
  holds,
  orderIs,
  type Platform,
  same,
} from './facts.ts'

/** What a decision gives to each side, in stroops before fees. */
export type Division = { readonly seller: bigint; readonly buyer: bigint }

/** All of a single-release escrow is paid out: to the buyer for a refund, else as the recorded decision says. */
export function resolutionContradicts(order: OrderFacts, intent: ResolveIntent, platform: Platform): Contradictions {
  const decided = divisionOf(order)
  const asked = dividedBy(order, intent.shares)
  return [
    ...contractKindIs(order, 'single'),
    ...commonContradictions(order, intent, intent.shares, platform),
    ...same('the treasury, which gets what strangers sent in,', platform.treasury, intent.remainderTo),
    ...same("the seller's share", decided && String(decided.seller), String(asked.seller)),
    ...same("the buyer's share", decided && String(decided.buyer), String(asked.buyer)),
  ]
}

/**
 * A milestone is resolved whole. Together with what was signed for the order's other milestones, neither side may come
 * to more than was decided; as the decision divides all that was open, the sums are then exactly the decision.
 */
export function milestoneResolutionContradicts(
  order: OrderFacts,
  intent: ResolveMilestoneIntent,
  platform: Platform,
  signedBefore: readonly Share[],
): Contradictions {
  const { milestoneIndex, distributions } = intent
  const milestone = order.milestones[milestoneIndex]
  const decided = divisionOf(order)
  const asked = dividedBy(order, distributions)
  const before = dividedBy(order, signedBefore)
  return [
    ...contractKindIs(order, 'multi'),
    ...commonContradictions(order, intent, distributions, platform),
    ...same(`the status of milestone ${milestoneIndex}`, milestone?.status ?? null, 'RESOLVING'),
    ...same(
      `the amount of milestone ${milestoneIndex}`,
      milestone?.amountStroops ?? null,
      String(asked.seller + asked.buyer),
    ),
    ...withinDecision("the seller's share", decided?.seller, before.seller + asked.seller),
    ...withinDecision("the buyer's share", decided?.buyer, before.buyer + asked.buyer),
  ]
}

type Resolution = Pick<ResolveIntent, 'contractId' | 'disputeResolver'>

function commonContradictions(
  order: OrderFacts,
  { contractId, disputeResolver }: Resolution,
  shares: readonly Share[],
  platform: Platform,
): Contradictions {
  const addresses = shares.map(({ address }) => address)
  return [
    ...orderIs(order, 'REFUND_REQUESTED', 'DISPUTED'),
    ...contractIs(order, contractId),
    ...same('the dispute resolver', platform.resolver, disputeResolver),
    ...addresses.flatMap((address) =>
      holds(
        address === order.seller || address === order.buyer,
        `the ledger knows ${order.buyer} as buyer and ${order.seller} as seller, the step pays ${address}`,
      ),
    ),
    ...holds(new Set(addresses).size === addresses.length, 'the step pays one address twice'),
  ]
}

/** Null while nobody has decided. */
function divisionOf(order: OrderFacts): Division | null {
  if (order.status === 'REFUND_REQUESTED') return { seller: 0n, buyer: refundable(order) }
  const { decision, releaseStroops, refundStroops } = order.dispute ?? {}
  if (!decision || releaseStroops == null || refundStroops == null) return null
  return { seller: BigInt(releaseStroops), buyer: BigInt(refundStroops) }
}

/** A refund of an order with milestones gives back what is not paid yet; each is held against its own amount as well. */
function refundable(order: OrderFacts): bigint {
  if (!hasMilestones(order)) return BigInt(order.amountStroops)
  return order.milestones
    .filter(({ status }) => status !== 'RELEASED')
    .reduce((sum, { amountStroops }) => sum + BigInt(amountStroops), 0n)
}

function dividedBy(order: OrderFacts, shares: readonly Share[]): Division {
  const sumOf = (address: string | null) =>
    shares.reduce((sum, share) => (share.address === address ? sum + BigInt(share.amountStroops) : sum), 0n)
  return { seller: sumOf(order.seller), buyer: sumOf(order.buyer) }
}

function withinDecision(what: string, decided: bigint | undefined, wanted: bigint): Contradictions {
  const told = decided === undefined ? 'undecided' : `at most ${decided}`
  return holds(
    decided !== undefined && wanted <= decided,
    `the ledger says ${what} is ${told}, the steps together want ${wanted}`,
  )
}
