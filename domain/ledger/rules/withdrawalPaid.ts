import type { UserId, WithdrawalId } from '../../ids.ts'
import type { Stroops } from '../../money.ts'
import { wallet, withdrawalPending } from '../accounts.ts'
import { type ChainProof, credit, debit, type Posting, posting } from '../posting.ts'

/** The user's wallet paid an address outside: it holds less, and nothing of the withdrawal is owed any more. */
export function withdrawalPaidPosting(facts: {
  key: string
  withdrawalId: WithdrawalId
  userId: UserId
  amount: Stroops
  proof: ChainProof
}): Posting {
  return posting({
    key: facts.key,
    kind: 'withdrawalPaid',
    userId: facts.userId,
    proof: facts.proof,
    entries: [debit(withdrawalPending(facts.withdrawalId), facts.amount), credit(wallet(facts.userId), facts.amount)],
  })
}
