import type { UserId } from '../../domain/ids.ts'
import type { Database } from '../connect.ts'
import { textArray } from '../fragment.ts'

export type UserWallet = { readonly address: string; readonly status: 'PENDING' | 'READY' }

/** Where users are paid; whoever is unknown is missing. */
export async function walletsOfUsers(
  { sql }: Pick<Database, 'sql'>,
  userIds: readonly UserId[],
): Promise<ReadonlyMap<UserId, UserWallet>> {
  const rows = await sql<(UserWallet & { userId: UserId })[]>`
    select user_id as "userId", address, status from wallets where user_id = any(${textArray(sql, userIds)})`
  return new Map(rows.map(({ userId, ...wallet }) => [userId, wallet]))
}
