/** What a role may do to a table beyond reading it. */
export type Right = 'insert' | 'update' | 'delete' | `update (${string})`

/** One table: what the API and the workers do to it, and the columns that people and dashboards may not see. */
export type TableRights = { readonly app: readonly Right[]; readonly hidden?: readonly string[] | 'all' }

const WRITTEN_ONCE: TableRights = { app: ['insert'] }
const CHANGING: TableRights = { app: ['insert', 'update'] }

/**
 * The least that the flows need, table by table. Nothing here may be emptied, and nothing that tells of money may be
 * changed after it was written: the triggers say so to everybody, the owner included; this says it to the programs a
 * second time, and they cannot switch it off. A test keeps the list complete.
 */
export const RIGHTS: Readonly<Record<string, TableRights>> = {
  ledger_transactions: WRITTEN_ONCE,
  ledger_entries: WRITTEN_ONCE,
  // The trigger on the entries moves the balances, with the rights of whoever posts; a statement from outside is refused by another.
  ledger_accounts: { app: ['insert', 'update (balance)'] },
  // An event gets its number after it was committed, and nothing else ever.
  events: { app: ['insert', 'update (sequence)'] },
  order_changes: WRITTEN_ONCE,
  operator_actions: WRITTEN_ONCE,
  chain_transfers: WRITTEN_ONCE,
  orders: CHANGING,
  escrows: CHANGING,
  commands: CHANGING,
  disputes: CHANGING,
  top_ups: CHANGING,
  withdrawals: CHANGING,
  chain_attempts: CHANGING,
  chain_cursors: CHANGING,
  platform_accounts: CHANGING,
  users: { app: ['insert'], hidden: ['email'] },
  wallets: { app: ['insert', 'update'], hidden: ['ciphertext'] },
  api_keys: { app: ['insert', 'update'], hidden: ['hash'] },
  // Answers as they were sent, and tickets: for the callers whose they are.
  idempotency_keys: { app: ['insert', 'update', 'delete'], hidden: 'all' },
  recovery_holds: { app: ['insert', 'update', 'delete'] },
  unplaced_payments: { app: ['insert', 'delete'] },
  audit_findings: CHANGING,
  audit_sweeps: CHANGING,
  audit_totals: CHANGING,
  audit_unbooked: { app: ['insert', 'delete'] },
}
