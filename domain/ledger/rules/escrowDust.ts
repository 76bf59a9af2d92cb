import type { Stroops } from '../../money.ts'
import { escrow, suspense } from '../accounts.ts'
import { type ChainProof, credit, debit, type Posting, posting } from '../posting.ts'

/** A stranger sent USDC to an escrow contract. It is held there, and owed to nobody that we know. */
export function escrowDustPosting(facts: {
  eventId: string
  contractId: string
  amount: Stroops
  proof: ChainProof
}): Posting {
  return posting({
    key: `deposit:${facts.eventId}`,
    kind: 'escrowDust',
    proof: facts.proof,
    entries: [debit(escrow(facts.contractId), facts.amount), credit(suspense, facts.amount)],
  })
}
