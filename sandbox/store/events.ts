import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'

/** An event as RPC reports it. */
export interface EventRecord {
  /** Position on the chain; see eventId. Sorting by it is sorting by time. */
  readonly id: string
  readonly contractId: string
  readonly type: 'contract' | 'system'
  readonly ledger: number
  readonly closeTimeSeconds: number
  readonly txHash: string
  readonly txIndex: number
  readonly opIndex: number
  readonly succeeded: boolean
  readonly topics: readonly string[]
  readonly value: string
}

export interface EventHistory {
  append(record: EventRecord): void
  /** Events with afterId < id < beforeId, oldest first; of the given contracts, or of all when none is named. */
  between(afterId: string, beforeId: string, contractIds: readonly string[]): Iterable<EventRecord>
}

export function openEvents(database: DatabaseSync): EventHistory {
  const insert = database.prepare(
    `INSERT INTO event
       (id, contract_id, type, ledger, close_time, tx_hash, tx_index, op_index, succeeded, topics, value)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  return {
    append: (record) =>
      void insert.run(
        record.id,
        record.contractId,
        record.type,
        record.ledger,
        record.closeTimeSeconds,
        record.txHash,
        record.txIndex,
        record.opIndex,
        Number(record.succeeded),
        record.topics.join(' '),
        record.value,
      ),
    between: function* (afterId, beforeId, contractIds) {
      const marks = contractIds.map(() => '?').join(', ')
      const ofContracts = contractIds.length === 0 ? '' : `AND contract_id IN (${marks})`
      // Prepared for each question, so that a half-read cursor never meets another one.
      const select = database.prepare(`SELECT * FROM event WHERE id > ? AND id < ? ${ofContracts} ORDER BY id`)
      for (const row of select.iterate(afterId, beforeId, ...contractIds)) yield recordOf(row)
    },
  }
}

function recordOf(row: Record<string, SQLOutputValue>): EventRecord {
  return {
    id: String(row.id),
    contractId: String(row.contract_id),
    type: row.type === 'system' ? 'system' : 'contract',
    ledger: Number(row.ledger),
    closeTimeSeconds: Number(row.close_time),
    txHash: String(row.tx_hash),
    txIndex: Number(row.tx_index),
    opIndex: Number(row.op_index),
    succeeded: row.succeeded === 1,
    topics: row.topics === '' ? [] : String(row.topics).split(' '),
    value: String(row.value),
  }
}
