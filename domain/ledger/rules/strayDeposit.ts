import type { Stroops } from '../../money.ts'
import { type Account, suspense } from '../accounts.ts'
import { type ChainProof, credit, debit, type Posting, posting } from '../posting.ts'

/** What a wallet without an owner holds. Such a wallet is never given to anybody afterwards. */
export const ownerlessWallet = (address: string): Account => ({ name: `wallet:${address}`, kind: 'wallet' })

/** USDC reached a wallet of ours that belongs to nobody. It is held there, and owed to nobody that we know. */
export function strayDepositPosting(facts: {
  eventId: string
  address: string
  amount: Stroops
  proof: ChainProof
}): Posting {
  return posting({
    key: `deposit:${facts.eventId}`,
    kind: 'deposit',
    proof: facts.proof,
    entries: [debit(ownerlessWallet(facts.address), facts.amount), credit(suspense, facts.amount)],
  })
}
