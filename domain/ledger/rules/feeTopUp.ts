import type { OrderId, UserId } from '../../ids.ts'
import type { Stroops } from '../../money.ts'
import { treasury, wallet } from '../accounts.ts'
import { type ChainProof, credit, debit, type Posting, posting } from '../posting.ts'

/** The treasury paid the protocol fee of one order, or of one milestone, into the wallet that was short by it. */
export function feeTopUpPosting(facts: {
  orderId: OrderId
  userId: UserId
  /** The milestone's reference, empty for an order that is paid as a whole. */
  cause: string
  amount: Stroops
  proof: ChainProof
}): Posting {
  return posting({
    key: `${facts.orderId}:feeTopUp:${facts.userId}${facts.cause === '' ? '' : `:${facts.cause}`}`,
    kind: 'feeTopUp',
    orderId: facts.orderId,
    userId: facts.userId,
    proof: facts.proof,
    entries: [debit(wallet(facts.userId), facts.amount), credit(treasury, facts.amount)],
  })
}
