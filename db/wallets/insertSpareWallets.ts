import { crashPoint } from '../../crash/crashPoint.ts'
import type { Database } from '../connect.ts'
import { jsonRows } from '../fragment.ts'

/** An address with its sealed secret; `ciphertext` is base64. */
export type SealedWallet = { readonly address: string; readonly keyId: string; readonly ciphertext: string }

/** Adds addresses for users to come. An address that is known already stays as it is. */
export async function insertSpareWallets(db: Pick<Database, 'sql'>, wallets: readonly SealedWallet[]): Promise<void> {
  if (wallets.length === 0) return
  const rows = wallets.map(({ address, keyId, ciphertext }) => ({ address, keyId, ciphertext }))
  crashPoint('wallets.refill.before')
  await db.sql`
    insert into wallets (address, key_id, ciphertext)
    select w.address, w."keyId", w.ciphertext
    from json_to_recordset(${jsonRows(db.sql, rows)}) as w(address text, "keyId" text, ciphertext text)
    order by w.address
    on conflict (address) do nothing`
  crashPoint('wallets.refill.after')
}
