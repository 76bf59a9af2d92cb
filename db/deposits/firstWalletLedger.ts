import type { Database } from '../connect.ts'

/** The ledger that created the first wallet of ours, or null while there is none: before it nobody could pay us. */
export async function firstWalletLedger(db: Pick<Database, 'sql'>): Promise<number | null> {
  const [row] = await db.sql<{ ledger: number | null }[]>`
    select min(ledger) as ledger from wallets where status = 'READY'`
  return row?.ledger ?? null
}
