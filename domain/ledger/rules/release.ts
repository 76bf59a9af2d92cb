import type { OrderId, UserId } from '../../ids.ts'
import type { Stroops } from '../../money.ts'
import { escrow, orderEscrow, platformFees, protocolFees, treasury, userAvailable, wallet } from '../accounts.ts'
import type { PersonPayout } from '../personPayout.ts'
import { type ChainProof, credit, debit, type Entry, type Posting, posting } from '../posting.ts'

export type ReleaseFacts = {
  key: string
  orderId: OrderId
  sellerId: UserId
  contractId: string
  /** The milestone that is paid, counted from zero; left out where the order is paid as a whole. */
  milestone?: number | undefined
  amount: Stroops
  payout: PersonPayout
  proof: ChainProof
}

/**
 * The contract paid out. The seller's wallet got the amount less the contract's fees; the seller is owed what the fee
 * policy says. Where the platform absorbs the protocol's fee it is an expense, and the wallet holds less than is owed by
 * exactly that fee, until the treasury tops it up.
 */
export function releasePosting(facts: ReleaseFacts): Posting {
  const { amount, payout } = facts
  const entries: Entry[] = [
    credit(escrow(facts.contractId), amount),
    debit(wallet(facts.sellerId), payout.receiver),
    debit(orderEscrow(facts.orderId, facts.milestone), amount),
    credit(userAvailable(facts.sellerId), payout.credited),
  ]
  if (payout.topUp > 0n) entries.push(debit(protocolFees, payout.topUp))
  if (payout.platform > 0n) entries.push(debit(treasury, payout.platform), credit(platformFees, payout.platform))
  return posting({
    key: facts.key,
    kind: 'release',
    orderId: facts.orderId,
    userId: facts.sellerId,
    proof: facts.proof,
    entries,
  })
}
