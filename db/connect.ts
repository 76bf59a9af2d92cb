import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import * as schema from './schema.ts'

/** Amounts arrive as bigint, moments as ISO strings. */
export type Sql = postgres.Sql<{ bigint: bigint }>
export type TransactionSql = postgres.TransactionSql<{ bigint: bigint }>
/** Where a statement may run: on the pool, or inside a transaction. */
export type Queryable = Sql | TransactionSql

export type Database = { readonly sql: Sql; readonly orm: PostgresJsDatabase<typeof schema> }

export type ConnectOptions = { maxConnections?: number | undefined; applicationName?: string | undefined }

const TIMESTAMPTZ = 1184
const DEFAULT_CONNECTIONS = 10
const CONNECT_TIMEOUT_S = 10
const CLOSE_TIMEOUT_S = 5

const SESSION = {
  // Nothing that this program asks takes seconds; what does is stuck and must let go of its locks.
  statement_timeout: 30_000,
  lock_timeout: 10_000,
  idle_in_transaction_session_timeout: 30_000,
  // A prepared statement that is planned while its table is small would keep scanning it whole when it has grown, until
  // the next ANALYZE. Every statement here finds its rows by an index; decision 0004 has the figures.
  enable_seqscan: 'off',
}

/** Opens a pool; connections are made when they are needed. */
export function connect(databaseUrl: string, options: ConnectOptions = {}): Database {
  const sql = postgres(databaseUrl, {
    max: options.maxConnections ?? DEFAULT_CONNECTIONS,
    connect_timeout: CONNECT_TIMEOUT_S,
    types: { bigint: postgres.BigInt },
    connection: { application_name: options.applicationName ?? 'offerhub', ...SESSION },
    onnotice: () => undefined,
  })
  // drizzle replaces the client's readers of moments and its writers of JSON: from here on, JSON parameters are text
  // that the caller has made (write `${json}::text::jsonb`), and the reader of moments is set again.
  const orm = drizzle(sql as unknown as postgres.Sql, { schema })
  sql.options.parsers[TIMESTAMPTZ] = (text: string) => new Date(text).toISOString()
  return { sql, orm }
}

/** Lets running statements finish, then ends every connection. */
export async function close(db: Database): Promise<void> {
  await db.sql.end({ timeout: CLOSE_TIMEOUT_S })
}
