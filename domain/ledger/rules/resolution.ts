import type { OrderId, UserId } from '../../ids.ts'
import { type Stroops, stroops } from '../../money.ts'
import type { FeePolicy } from '../../order/terms.ts'
import {
  type Account,
  escrow,
  orderEscrow,
  platformFees,
  protocolFees,
  treasury,
  userAvailable,
  wallet,
} from '../accounts.ts'
import { type ChainProof, credit, debit, type Entry, type Posting, posting } from '../posting.ts'
import { type GrossParts, resolutionPayout } from '../resolutionPayout.ts'

export type ResolutionFacts = {
  key: string
  orderId: OrderId
  buyerId: UserId
  sellerId: UserId
  contractId: string
  /** The milestone that is paid out, counted from zero; left out where the order is paid as a whole. */
  milestone?: number | undefined
  parts: GrossParts
  platformFeeBps: number
  feePolicy: FeePolicy
  proof: ChainProof
}

/**
 * The contract paid out after a dispute or a refund. Each person is credited by the platform's policy, the wallets hold
 * what arrived, and the difference is due from the treasury. Dust goes to the treasury with the platform's fees.
 */
export function resolutionPosting(facts: ResolutionFacts): Posting {
  const { parts } = facts
  const { seller, buyer, ...platform } = resolutionPayout(parts, facts.platformFeeBps, facts.feePolicy)
  const legs: (Entry | null)[] = [
    leg(credit, escrow(facts.contractId), stroops(parts.release + parts.refund + parts.dust)),
    leg(debit, orderEscrow(facts.orderId, facts.milestone), stroops(parts.release + parts.refund)),
    leg(debit, wallet(facts.sellerId), seller.receiver),
    leg(credit, userAvailable(facts.sellerId), seller.credited),
    leg(debit, wallet(facts.buyerId), buyer.receiver),
    leg(credit, userAvailable(facts.buyerId), buyer.credited),
    leg(debit, protocolFees, platform.protocolExpense),
    leg(debit, treasury, platform.toTreasury),
    leg(credit, platformFees, platform.platformIncome),
  ]
  return posting({
    key: facts.key,
    kind: 'resolution',
    orderId: facts.orderId,
    proof: facts.proof,
    entries: legs.filter((entry) => entry !== null),
  })
}

/** A part of nothing is no entry. */
function leg(side: typeof debit, account: Account, amount: Stroops): Entry | null {
  return amount > 0n ? side(account, amount) : null
}
