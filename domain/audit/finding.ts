/**
 * What the auditor compares, by the kind of difference that it finds. The words say what the two sides are:
 * `expected` is the one that the rest of the books speaks for, `actual` the one that disagrees.
 */
export const FINDING_WORDS = {
  ledger_chain: 'The chain holds something else at this account than the ledger says.',
  order_balances: 'An account of the order does not hold what the state of the order implies.',
  order_history:
    'The order has gone a way that its state machine does not know, or its row is not where its history ends.',
  order_events: 'The events of the order do not tell the states that it went through.',
  order_workflow: 'The workflow of the order and its row do not agree.',
  withdrawal_balances: 'The account of the withdrawal does not hold what its status implies.',
  withdrawal_history: 'The postings or the events of the withdrawal do not tell what its row says.',
  withdrawal_workflow: 'The workflow of the withdrawal and its row do not agree.',
  ledger_sum: 'The entries of the ledger, or its balances, do not sum to zero.',
  posting_sum: 'The entries of a posting do not sum to zero.',
  balance_drift: 'The balance of an account is not the sum of its entries.',
  event_sequence: 'A number is missing in the one order of all events.',
  top_up_overdue: 'The treasury has owed this to a wallet for too long.',
  unexplained_transfer:
    'USDC left an account of ours in a transaction that no step of ours sent and that nobody has booked.',
  unbooked_transfer: 'A transfer of a chain step of ours has not been booked for too long.',
  watcher_behind: 'Transfers are not being read from the chain.',
} as const

export type FindingKind = keyof typeof FINDING_WORDS
export const FINDING_KINDS = Object.keys(FINDING_WORDS) as [FindingKind, ...FindingKind[]]

/** Two things that should be equal and are not. Amounts are decimals with seven digits. */
export type Difference = {
  readonly kind: FindingKind
  /** What it is about: the name of an account, the id of an order, the key of a posting and so on. */
  readonly subject: string
  readonly expected: string
  readonly actual: string
}

/** What a check looked at and found; a subject that it looked at and did not find is well. */
export type CheckResult = {
  readonly kind: FindingKind
  readonly subjects: readonly string[] | 'all'
  readonly differences: readonly Difference[]
  /** The ledger as of which this holds, where it is not the newest one. */
  readonly ledger?: number
}

/** A difference that is older than this many ledgers raises an alarm. */
export const ALARM_AFTER_LEDGERS = 2
