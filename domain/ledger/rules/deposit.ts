import type { UserId } from '../../ids.ts'
import type { Stroops } from '../../money.ts'
import { userAvailable, wallet } from '../accounts.ts'
import { type ChainProof, credit, debit, type Posting, posting } from '../posting.ts'

/** USDC reached a user's wallet from outside: the wallet holds more, and all of it is owed to the user. */
export function depositPosting(facts: {
  eventId: string
  userId: UserId
  amount: Stroops
  proof: ChainProof
}): Posting {
  return posting({
    key: `deposit:${facts.eventId}`,
    kind: 'deposit',
    userId: facts.userId,
    proof: facts.proof,
    entries: [debit(wallet(facts.userId), facts.amount), credit(userAvailable(facts.userId), facts.amount)],
  })
}
