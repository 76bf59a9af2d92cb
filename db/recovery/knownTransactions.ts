import type { Database } from '../connect.ts'
import { ownTransactions } from '../deposits/ownTransactions.ts'
import { textArray } from '../fragment.ts'

/** Those of the transactions that the database has: as a step of ours, or as one that support made by hand. */
export async function knownTransactions(
  db: Pick<Database, 'sql'>,
  hashes: readonly string[],
): Promise<ReadonlySet<string>> {
  const { sql } = db
  const [own, byHand] = await Promise.all([
    ownTransactions(db, hashes),
    sql<{ hash: string }[]>`
      select distinct details ->> 'transactionHash' as hash from operator_actions
      where action = 'resolveManually' and details ->> 'transactionHash' = any(${textArray(sql, hashes)})`,
  ])
  return new Set([...own, ...byHand.map(({ hash }) => hash)])
}
