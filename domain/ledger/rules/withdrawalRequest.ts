import type { UserId, WithdrawalId } from '../../ids.ts'
import type { Stroops } from '../../money.ts'
import { userAvailable, withdrawalPending } from '../accounts.ts'
import { credit, debit, type Posting, posting } from '../posting.ts'

/** What a user takes out is set aside in an account of the withdrawal's own: no order and no other withdrawal can use it. */
export function withdrawalRequestPosting(facts: {
  key: string
  withdrawalId: WithdrawalId
  userId: UserId
  amount: Stroops
}): Posting {
  return posting({
    key: facts.key,
    kind: 'withdrawalRequest',
    userId: facts.userId,
    entries: [
      debit(userAvailable(facts.userId), facts.amount),
      credit(withdrawalPending(facts.withdrawalId), facts.amount),
    ],
  })
}
