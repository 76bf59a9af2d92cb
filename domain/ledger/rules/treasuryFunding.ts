import type { Stroops } from '../../money.ts'
import { externalDeposits, treasury } from '../accounts.ts'
import { type ChainProof, credit, debit, type Posting, posting } from '../posting.ts'

/** The platform sent USDC to its own treasury, from which fees are topped up. */
export function treasuryFundingPosting(facts: { eventId: string; amount: Stroops; proof: ChainProof }): Posting {
  return posting({
    key: `deposit:${facts.eventId}`,
    kind: 'treasuryFunding',
    proof: facts.proof,
    entries: [debit(treasury, facts.amount), credit(externalDeposits, facts.amount)],
  })
}
