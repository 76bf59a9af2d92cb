import type { UserId } from '../../domain/ids.ts'
import type { Database } from '../connect.ts'
import { textArray } from '../fragment.ts'

/**
 * Those of the addresses that are wallets of ours, each with its owner or null. One statement, because a wallet that is
 * given away between two would be missed by both.
 */
export async function walletOwners(
  db: Pick<Database, 'sql'>,
  addresses: readonly string[],
): Promise<Map<string, UserId | null>> {
  const rows = await db.sql<{ address: string; userId: UserId | null }[]>`
    select address, user_id as "userId" from wallets where address = any(${textArray(db.sql, addresses)})`
  return new Map(rows.map(({ address, userId }) => [address, userId]))
}
