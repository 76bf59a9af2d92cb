import type { Database } from '../connect.ts'

/** How many wallets each master key seals, by its id. Reads every wallet. */
export async function keyIdsInUse({ sql }: Pick<Database, 'sql'>): Promise<ReadonlyMap<string, number>> {
  const rows = await sql<{ keyId: string; wallets: number }[]>`
    select key_id as "keyId", count(*)::int as wallets from wallets group by key_id order by key_id`
  return new Map(rows.map(({ keyId, wallets }) => [keyId, wallets]))
}
