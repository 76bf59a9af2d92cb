import type { UserId, WithdrawalId } from '../../ids.ts'
import type { Stroops } from '../../money.ts'
import { userAvailable, withdrawalPending } from '../accounts.ts'
import { credit, debit, type Posting, posting } from '../posting.ts'

/** A withdrawal was not paid and never will be: all that was set aside goes back to its user. */
export function withdrawalReturnPosting(facts: {
  key: string
  withdrawalId: WithdrawalId
  userId: UserId
  amount: Stroops
}): Posting {
  return posting({
    key: facts.key,
    kind: 'withdrawalReturn',
    userId: facts.userId,
    entries: [
      debit(withdrawalPending(facts.withdrawalId), facts.amount),
      credit(userAvailable(facts.userId), facts.amount),
    ],
  })
}
