import type { OrderId, UserId } from '../ids.ts'
import { invariant } from '../invariant.ts'
import { type Stroops, stroops } from '../money.ts'
import type { Account } from './accounts.ts'

/** One line of a posting. Debits are positive, credits negative. */
export type Entry = { readonly account: Account; readonly amount: Stroops }

/** Where the chain shows the move that a posting claims. */
export type ChainProof = { readonly transactionHash: string; readonly ledger: number; readonly eventIndex?: number }

export const POSTING_KINDS = [
  'deposit',
  'treasuryFunding',
  'reserve',
  'cancel',
  'fund',
  'release',
  'resolution',
  'feeTopUp',
  'escrowDust',
  'withdrawalRequest',
  'withdrawalPaid',
  'withdrawalReturn',
] as const
export type PostingKind = (typeof POSTING_KINDS)[number]

/**
 * A balanced set of entries that the ledger takes whole or not at all.
 * `key` is the business key: the same key is never posted twice.
 */
export type Posting = {
  readonly key: string
  readonly kind: PostingKind
  readonly entries: readonly Entry[]
  readonly orderId?: OrderId
  readonly userId?: UserId
  readonly proof?: ChainProof
}

export function debit(account: Account, amount: Stroops): Entry {
  invariant(amount > 0n, `A debit of ${account.name} must be positive, got ${amount}`)
  return { account, amount }
}

export function credit(account: Account, amount: Stroops): Entry {
  invariant(amount > 0n, `A credit of ${account.name} must be positive, got ${amount}`)
  return { account, amount: stroops(-amount) }
}

/** Refuses entries that do not sum to zero before the database would. */
export function posting(draft: Posting): Posting {
  const sum = draft.entries.reduce((total, entry) => total + entry.amount, 0n)
  invariant(sum === 0n, `Posting ${draft.key} (${draft.kind}) is off balance by ${sum} stroops`)
  return draft
}
