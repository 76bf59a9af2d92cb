import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { xdr } from '@stellar/stellar-sdk'
import { keepBounded } from '../faults/keepBounded.ts'

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
  /** The same, of those that were applied a moment ago: most questions are about these. */
  readonly meta?: xdr.TransactionMeta | undefined
}

export interface TransactionHistory {
  append(record: TransactionRecord): void
  /** Drops what is held in memory, after a write was rolled back. */
  forget(): void
  /** Finds a transaction by its own hash or that of the transaction it wraps. */
  byHash(hash: string): TransactionRecord | undefined
  /** Those after the given position, in order. */
  after(ledger: number, applicationOrder: number, limit: number): TransactionRecord[]
}

/** More than all that clients ask about between two ledgers; a call's meta takes some ten kilobytes. */
const MAX_RECENT = 300

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
  const recent = new Map<string, TransactionRecord>()
  return {
    append: (record) => {
      insert.run(
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
      )
      keepBounded(recent, record.hash, record, MAX_RECENT)
      if (record.innerHash !== null) keepBounded(recent, record.innerHash, record, MAX_RECENT)
    },
    forget: () => recent.clear(),
    byHash: (hash) => {
      const known = recent.get(hash)
      if (known !== undefined) return known
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
