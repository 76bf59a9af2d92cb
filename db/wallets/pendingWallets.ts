import type { UserId } from '../../domain/ids.ts'
import type { Database } from '../connect.ts'

export type PendingWallet = { readonly address: string; readonly userId: UserId }

/** Wallets that have an owner and are not on chain yet, the longest waiting first. */
export async function pendingWallets(db: Pick<Database, 'sql'>, limit: number): Promise<PendingWallet[]> {
  return await db.sql<PendingWallet[]>`
    select address, user_id as "userId" from wallets where status = 'PENDING' order by claimed_at, address limit ${limit}`
}
