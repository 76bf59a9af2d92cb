import type { OrderId, UserId } from '../../ids.ts'
import type { Stroops } from '../../money.ts'
import { escrow, orderEscrow, orderReserved, wallet } from '../accounts.ts'
import { type ChainProof, credit, debit, type Entry, type Posting, posting } from '../posting.ts'

export type FundFacts = {
  key: string
  orderId: OrderId
  buyerId: UserId
  contractId: string
  amount: Stroops
  /** What each milestone is worth; empty where the order is paid as a whole. */
  milestones: readonly Stroops[]
  proof: ChainProof
}

/** The reserved USDC left the buyer's wallet for the escrow contract. */
export function fundPosting(facts: FundFacts): Posting {
  return posting({
    key: facts.key,
    kind: 'fund',
    orderId: facts.orderId,
    userId: facts.buyerId,
    proof: facts.proof,
    entries: [
      debit(escrow(facts.contractId), facts.amount),
      credit(wallet(facts.buyerId), facts.amount),
      debit(orderReserved(facts.orderId), facts.amount),
      ...lockedEntries(facts),
    ],
  })
}

/** Each milestone is locked in an account of its own, so that none can be paid out twice. */
function lockedEntries({ orderId, amount, milestones }: FundFacts): Entry[] {
  if (milestones.length === 0) return [credit(orderEscrow(orderId), amount)]
  return milestones.map((part, index) => credit(orderEscrow(orderId, index), part))
}
