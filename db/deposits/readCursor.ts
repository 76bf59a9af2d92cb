import type { Database } from '../connect.ts'

/** Under which name the watcher of USDC keeps its cursor. */
export const DEPOSIT_WATCHER = 'usdc'

/** How far a watcher has read, or null before its first batch. */
export async function readCursor(db: Pick<Database, 'sql'>, watcher: string): Promise<string | null> {
  const [row] = await db.sql<{ cursor: string }[]>`select cursor from chain_cursors where watcher = ${watcher}`
  return row?.cursor ?? null
}
