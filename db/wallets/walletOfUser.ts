import type { UserId } from '../../domain/ids.ts'
import type { Database } from '../connect.ts'

export type UserWallet = { readonly address: string; readonly status: 'PENDING' | 'READY' }

/** Where a user is paid, or null for an unknown user. */
export async function walletOfUser(db: Pick<Database, 'sql'>, userId: UserId): Promise<UserWallet | null> {
  const [row] = await db.sql<UserWallet[]>`select address, status from wallets where user_id = ${userId}`
  return row ?? null
}
