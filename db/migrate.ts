import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'
import type { Database } from './connect.ts'
import journal from './migrations/meta/_journal.json' with { type: 'json' }

const FOLDER = fileURLToPath(new URL('./migrations', import.meta.url))
/** Any number that nothing else locks: two processes that start together must not migrate at once. */
const MIGRATION_LOCK = 7_220_901
const CONNECT_TIMEOUT_S = 10
const LOCK_TIMEOUT = '60s'

/** Brings the database up to date and returns the names of the migrations that were missing. */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const sql = postgres(databaseUrl, { max: 1, connect_timeout: CONNECT_TIMEOUT_S, onnotice: () => undefined })
  try {
    // One connection, so the session's lock covers everything that follows and ends with it.
    await sql`select set_config('lock_timeout', ${LOCK_TIMEOUT}, false)`
    await sql`select pg_advisory_lock(${MIGRATION_LOCK})`
    const before = await lastApplied(sql)
    await applyMigrations(drizzle(sql), { migrationsFolder: FOLDER })
    return journal.entries.filter(({ when }) => when > before).map(({ tag }) => tag)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

/** Whether the database has every migration that this program knows; one that is newer has more, which is fine. */
export async function isMigrated({ sql }: Pick<Database, 'sql'>): Promise<boolean> {
  return (await lastApplied(sql as unknown as postgres.Sql)) >= Math.max(...journal.entries.map(({ when }) => when))
}

async function lastApplied(sql: postgres.Sql): Promise<number> {
  const [table] = await sql`select to_regclass('drizzle.__drizzle_migrations') is not null as present`
  if (!table?.present) return 0
  const [last] = await sql`select coalesce(max(created_at), 0)::text as at from drizzle.__drizzle_migrations`
  return Number(last?.at)
}
