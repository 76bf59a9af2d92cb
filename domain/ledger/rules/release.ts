import type { ContractFees } from '../../fees/releaseFees.ts'
import type { OrderId, UserId } from '../../ids.ts'
import { type Stroops, stroops } from '../../money.ts'
import { escrow, orderEscrow, platformFees, protocolFees, treasury, userAvailable, wallet } from '../accounts.ts'
import { type ChainProof, credit, debit, type Entry, type Posting, posting } from '../posting.ts'

export type ReleaseFacts = {
  key: string
  orderId: OrderId
  sellerId: UserId
  contractId: string
  amount: Stroops
  fees: ContractFees
  proof: ChainProof
}

/**
 * The contract paid out. The seller's wallet got the amount less the contract's fees; the seller is owed the amount less
 * the platform's commission. The protocol fee is the platform's expense (policy platform_absorbs), so the wallet now holds
 * less than is owed by exactly that fee, until the treasury tops it up.
 */
export function releasePosting(facts: ReleaseFacts): Posting {
  const { amount, fees } = facts
  const owedToSeller = stroops(amount - fees.platform)
  const entries: Entry[] = [
    credit(escrow(facts.contractId), amount),
    debit(wallet(facts.sellerId), fees.receiver),
    debit(orderEscrow(facts.orderId), amount),
    credit(userAvailable(facts.sellerId), owedToSeller),
  ]
  if (fees.protocol > 0n) entries.push(debit(protocolFees, fees.protocol))
  if (fees.platform > 0n) entries.push(debit(treasury, fees.platform), credit(platformFees, fees.platform))
  return posting({
    key: facts.key,
    kind: 'release',
    orderId: facts.orderId,
    userId: facts.sellerId,
    proof: facts.proof,
    entries,
  })
}
