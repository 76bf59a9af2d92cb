import type { Database } from '../connect.ts'

/** Which of our processes are connected, by name. */
export async function connectedProcesses({ sql }: Pick<Database, 'sql'>): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select distinct application_name as name from pg_stat_activity
    where datname = current_database() and application_name in ('offerhub-worker', 'offerhub-api') order by 1`
  return rows.map(({ name }) => name)
}
