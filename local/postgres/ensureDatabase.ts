import postgres from 'postgres'

const CONNECT_TIMEOUT_S = 10

/** Creates the database if it is not there; `adminUrl` names another one of the same server. */
export async function ensureDatabase(adminUrl: string, name: string): Promise<void> {
  const sql = postgres(adminUrl, { max: 1, connect_timeout: CONNECT_TIMEOUT_S, onnotice: () => undefined })
  try {
    const existing = await sql`select 1 from pg_database where datname = ${name}`
    if (existing.length === 0) await sql`create database ${sql(name)}`
  } finally {
    await sql.end({ timeout: 5 })
  }
}
