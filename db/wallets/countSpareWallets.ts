import type { Database } from '../connect.ts'

/** How many addresses wait for an owner. */
export async function countSpareWallets(db: Pick<Database, 'sql'>): Promise<number> {
  const [row] = await db.sql<{ spare: number }[]>`select count(*)::int as spare from wallets where status = 'SPARE'`
  return row?.spare ?? 0
}
