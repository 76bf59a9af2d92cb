import type { Database } from '../connect.ts'
import { textArray } from '../fragment.ts'

/** Those of the transactions that a chain step of ours sent. Every attempt is stored before it is sent. */
export async function ownTransactions(db: Pick<Database, 'sql'>, hashes: readonly string[]): Promise<Set<string>> {
  const rows = await db.sql<{ hash: string }[]>`
    select hash from chain_attempts where hash = any(${textArray(db.sql, hashes)})`
  return new Set(rows.map(({ hash }) => hash))
}
