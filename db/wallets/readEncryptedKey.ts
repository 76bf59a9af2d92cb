import type { UserId } from '../../domain/ids.ts'
import type { Database } from '../connect.ts'
import type { WalletStatus } from '../schema.ts'

export type EncryptedKey = {
  readonly address: string
  readonly userId: UserId | null
  readonly keyId: string
  readonly ciphertext: string
  readonly status: WalletStatus
}

/** The sealed secret of a wallet, or null for an address that is not ours. */
export async function readEncryptedKey(db: Pick<Database, 'sql'>, address: string): Promise<EncryptedKey | null> {
  const [row] = await db.sql<EncryptedKey[]>`
    select address, user_id as "userId", key_id as "keyId", ciphertext, status from wallets where address = ${address}`
  return row ?? null
}
