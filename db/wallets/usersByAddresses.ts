import type { UserId } from '../../domain/ids.ts'
import type { Database } from '../connect.ts'
import { textArray } from '../fragment.ts'

/** The owners of those of the addresses that are users' wallets. */
export async function usersByAddresses(
  db: Pick<Database, 'sql'>,
  addresses: readonly string[],
): Promise<Map<string, UserId>> {
  const rows = await db.sql<{ address: string; userId: UserId }[]>`
    select address, user_id as "userId" from wallets
    where address = any(${textArray(db.sql, addresses)}) and user_id is not null`
  return new Map(rows.map(({ address, userId }) => [address, userId]))
}
