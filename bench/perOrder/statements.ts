import { close, connect, type Database } from '../../db/connect.ts'

/** How often each statement was executed since the server started, by the text that Postgres keeps of it. */
export type Counted = ReadonlyMap<string, number>

/**
 * Counts what reaches Postgres, where it arrives: `pg_stat_statements`, which the bench loads into its own stack and
 * nobody else has to. Every execution of a prepared statement is one round trip, as are BEGIN and COMMIT.
 */
export type StatementCounter = {
  read(): Promise<Counted>
  close(): Promise<void>
}

/** Null where the server was started without the counter: it can only be loaded when a server starts. */
export async function openStatementCounter(databaseUrl: string): Promise<StatementCounter | null> {
  const db = connect(databaseUrl, { maxConnections: 1, applicationName: 'offerhub-bench' })
  if (!(await isLoaded(db))) {
    await close(db)
    return null
  }
  await db.sql`create extension if not exists pg_stat_statements`
  return {
    read: () => readCounts(db),
    close: () => close(db),
  }
}

async function isLoaded({ sql }: Database): Promise<boolean> {
  const [row] = await sql<{ libraries: string }[]>`select current_setting('shared_preload_libraries') as libraries`
  return row?.libraries.includes('pg_stat_statements') ?? false
}

async function readCounts({ sql }: Database): Promise<Counted> {
  const rows = await sql<{ query: string; calls: bigint }[]>`
    select query, sum(calls)::bigint as calls from pg_stat_statements
    where dbid = (select oid from pg_database where datname = current_database()) and query not like '%pg_stat_statements%'
    group by query`
  const counted = new Map(rows.map(({ query, calls }) => [query, Number(calls)]))
  // Of a prepared COMMIT the counter sees only the first execution, and every BEGIN here ends in one.
  return counted.set('commit', counted.get('begin') ?? 0)
}

export function since(before: Counted, after: Counted): Counted {
  const grown = [...after].map(([query, calls]) => [query, calls - (before.get(query) ?? 0)] as const)
  return new Map(grown.filter(([, calls]) => calls > 0))
}

export function total(counted: Counted): number {
  return [...counted.values()].reduce((sum, calls) => sum + calls, 0)
}

/** Per statement the fewest executions of all counts: what happened by chance beside one of them falls out. */
export function fewest(counts: readonly Counted[]): Counted {
  const [first = new Map<string, number>(), ...others] = counts
  const least = [...first].map(
    ([query, calls]) => [query, Math.min(calls, ...others.map((other) => other.get(query) ?? 0))] as const,
  )
  return new Map(least.filter(([, calls]) => calls > 0))
}
