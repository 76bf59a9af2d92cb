import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'

/** A transaction as it entered a ledger. */
export interface TransactionRecord {
  readonly ledger: number
  /** Position in the ledger, from 1. */
  readonly applicationOrder: number
  readonly hash: string
  /** Of a fee bump: the hash of the transaction inside. */
  readonly innerHash: string | null
  readonly closeTimeSeconds: number
  readonly succeeded: boolean
  readonly feeBump: boolean
  readonly envelopeXdr: string
  readonly resultXdr: string
  readonly metaXdr: string
}

export interface TransactionHistory {
  append(record: TransactionRecord): void
  /** Finds a transaction by its own hash or that of the transaction it wraps. */
  byHash(hash: string): TransactionRecord | undefined
  /** Those after the given position, in order. */
  after(ledger: number, applicationOrder: number, limit: number): TransactionRecord[]
}

export function openTransactions(database: DatabaseSync): TransactionHistory {
  const insert = database.prepare(
    `INSERT INTO tx (ledger, application_order, hash, inner_hash, close_time, succeeded, fee_bump, envelope, result, meta)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const byOuterHash = database.prepare('SELECT * FROM tx WHERE hash = ?')
  const byInnerHash = database.prepare('SELECT * FROM tx WHERE inner_hash = ? ORDER BY ledger DESC LIMIT 1')
  const page = database.prepare(
    'SELECT * FROM tx WHERE (ledger, application_order) > (?, ?) ORDER BY ledger, application_order LIMIT ?',
  )
  return {
    append: (record) =>
      void insert.run(
        record.ledger,
        record.applicationOrder,
        record.hash,
        record.innerHash,
        record.closeTimeSeconds,
        Number(record.succeeded),
        Number(record.feeBump),
        record.envelopeXdr,
        record.resultXdr,
        record.metaXdr,
      ),
    byHash: (hash) => {
      const row = byOuterHash.get(hash) ?? byInnerHash.get(hash)
      return row === undefined ? undefined : recordOf(row)
    },
    after: (ledger, applicationOrder, limit) => page.all(ledger, applicationOrder, limit).map(recordOf),
  }
}

function recordOf(row: Record<string, SQLOutputValue>): TransactionRecord {
  return {
    ledger: Number(row.ledger),
    applicationOrder: Number(row.application_order),
    hash: String(row.hash),
    innerHash: row.inner_hash === null ? null : String(row.inner_hash),
    closeTimeSeconds: Number(row.close_time),
    succeeded: row.succeeded === 1,
    feeBump: row.fee_bump === 1,
    envelopeXdr: String(row.envelope),
    resultXdr: String(row.result),
    metaXdr: String(row.meta),
  }
}
