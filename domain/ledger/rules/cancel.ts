import type { OrderId, UserId } from '../../ids.ts'
import type { Stroops } from '../../money.ts'
import { orderReserved, userAvailable } from '../accounts.ts'
import { credit, debit, type Posting, posting } from '../posting.ts'

/** A reserved order is cancelled before its escrow: the whole reservation goes back to the buyer. */
export function cancelPosting(facts: { key: string; orderId: OrderId; buyerId: UserId; amount: Stroops }): Posting {
  return posting({
    key: facts.key,
    kind: 'cancel',
    orderId: facts.orderId,
    userId: facts.buyerId,
    entries: [debit(orderReserved(facts.orderId), facts.amount), credit(userAvailable(facts.buyerId), facts.amount)],
  })
}
