import type { Database } from '../connect.ts'

/**
 * Takes every spare address out of use. After the backup was taken it may have been given to a user whom the database no
 * longer knows, and who may pay to it: the next owner would find that user's money. Returns how many there were.
 */
export async function retireSpareWallets({ sql }: Pick<Database, 'sql'>): Promise<number> {
  const { count } = await sql`update wallets set status = 'HELD' where status = 'SPARE'`
  return count
}
