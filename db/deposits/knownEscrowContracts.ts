import type { Database } from '../connect.ts'
import { textArray } from '../fragment.ts'

/** Those of the contracts that are escrows of ours. */
export async function knownEscrowContracts(
  db: Pick<Database, 'sql'>,
  contractIds: readonly string[],
): Promise<Set<string>> {
  const rows = await db.sql<{ contractId: string }[]>`
    select contract_id as "contractId" from escrows where contract_id = any(${textArray(db.sql, contractIds)})`
  return new Set(rows.map(({ contractId }) => contractId))
}
