import type { OrderId, UserId } from '../../ids.ts'
import type { Stroops } from '../../money.ts'
import { orderReserved, userAvailable } from '../accounts.ts'
import { credit, debit, type Posting, posting } from '../posting.ts'

/** The buyer's money is set aside for one order. The reservation is the order's own account: no other order can use it. */
export function reservePosting(facts: { key: string; orderId: OrderId; buyerId: UserId; amount: Stroops }): Posting {
  return posting({
    key: facts.key,
    kind: 'reserve',
    orderId: facts.orderId,
    userId: facts.buyerId,
    entries: [debit(userAvailable(facts.buyerId), facts.amount), credit(orderReserved(facts.orderId), facts.amount)],
  })
}
