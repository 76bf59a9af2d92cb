import type { Database } from '../connect.ts'

/** How long the shortest statement takes, in seconds: waiting for a connection of the pool that is free included. */
export async function timeAnswer({ sql }: Pick<Database, 'sql'>): Promise<number> {
  const startedAt = performance.now()
  await sql`select 1`
  return (performance.now() - startedAt) / 1_000
}
