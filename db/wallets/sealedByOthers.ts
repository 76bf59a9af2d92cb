import { invariant } from '../../domain/invariant.ts'
import type { Database } from '../connect.ts'
import type { SealedWallet } from './insertSpareWallets.ts'

/** Wallets behind an address, in the order of addresses, that another master key than this one seals. */
export async function sealedByOthers(
  { sql }: Pick<Database, 'sql'>,
  { keyId, after, limit }: { keyId: string; after: string; limit: number },
): Promise<SealedWallet[]> {
  invariant(limit > 0, `A batch needs room for one wallet at least, got ${limit}`)
  return await sql<SealedWallet[]>`
    select address, key_id as "keyId", ciphertext from wallets
    where address > ${after} and key_id <> ${keyId} order by address limit ${limit}`
}
