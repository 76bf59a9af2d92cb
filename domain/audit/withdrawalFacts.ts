import type { EventType } from '../events.ts'
import type { WithdrawalStatus } from '../withdrawal/status.ts'

/** All that the database holds of one withdrawal, read at one instant. */
export type WithdrawalFacts = {
  readonly id: string
  readonly status: WithdrawalStatus
  readonly amountStroops: string
  /** The payment that the row names as its proof. */
  readonly transactionHash: string | null
  /** What its own account holds; zero for one that was never used. */
  readonly pendingStroops: string
  /** In the order in which they were written. */
  readonly postings: readonly WithdrawalPosting[]
  /** In the order in which they were told. */
  readonly events: readonly EventType[]
}

/** `name`: the last part of the posting's key, which says what it did. */
export type WithdrawalPosting = { readonly name: string; readonly transactionHash: string | null }
