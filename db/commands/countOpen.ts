import type { Database } from '../connect.ts'

/** How many commands of the last `withinMs` were accepted and have no outcome yet; counts no further than `most`. */
export async function countOpenCommands(
  { sql }: Pick<Database, 'sql'>,
  withinMs: number,
  most: number,
): Promise<number> {
  const [row] = await sql<{ open: number }[]>`
    select count(*)::int as open from (
      select from commands
      where status = 'PENDING' and created_at > now() - ${withinMs}::float8 * interval '1 millisecond'
      limit ${most}
    ) recent`
  return row?.open ?? 0
}
