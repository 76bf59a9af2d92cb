import type { Database } from '../connect.ts'
import { jsonRows } from '../fragment.ts'
import type { SealedWallet } from './insertSpareWallets.ts'

export type NewSeal = SealedWallet & { readonly replaces: string }

/** Puts new seals in the place of those they were made from. A wallet that somebody sealed anew meanwhile is left alone. */
export async function replaceSeals({ sql }: Pick<Database, 'sql'>, seals: readonly NewSeal[]): Promise<number> {
  if (seals.length === 0) return 0
  const rows = seals.map(({ address, keyId, ciphertext, replaces }) => ({ address, keyId, ciphertext, replaces }))
  const { count } = await sql`
    update wallets set key_id = s."keyId", ciphertext = s.ciphertext
    from json_to_recordset(${jsonRows(sql, rows)}) as s(address text, "keyId" text, ciphertext text, replaces text)
    where wallets.address = s.address and wallets.ciphertext = s.replaces`
  return count
}
