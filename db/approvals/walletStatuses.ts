import type { Database } from '../connect.ts'
import { textArray } from '../fragment.ts'
import type { WalletStatus } from '../schema.ts'

/** Where those of the addresses stand that are wallets of ours. */
export async function walletStatuses(
  { sql }: Pick<Database, 'sql'>,
  addresses: readonly string[],
): Promise<ReadonlyMap<string, WalletStatus>> {
  const rows = await sql<{ address: string; status: WalletStatus }[]>`
    select address, status from wallets where address = any(${textArray(sql, addresses)})`
  return new Map(rows.map(({ address, status }) => [address, status]))
}
