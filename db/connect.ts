import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { guardTransactions } from './driver/guardTransactions.ts'
import { repeatUnsent } from './driver/repeatUnsent.ts'
import { makeSockets } from './driver/sockets.ts'
import { textArrays } from './driver/textArrays.ts'
import { makeNews, type News } from './news.ts'
import * as schema from './schema.ts'

/** Amounts arrive as bigint, moments as ISO strings. */
export type Sql = postgres.Sql<{ bigint: bigint }>
export type TransactionSql = postgres.TransactionSql<{ bigint: bigint }>
/** Where a statement may run: on the pool, or inside a transaction. */
export type Queryable = Sql | TransactionSql

export type Database = { readonly sql: Sql; readonly orm: PostgresJsDatabase<typeof schema>; readonly news: News }

export type ConnectOptions = { maxConnections?: number | undefined; applicationName?: string | undefined }

const TIMESTAMPTZ = 1184
const DEFAULT_CONNECTIONS = 10
const CONNECT_TIMEOUT_S = 10
const CLOSE_TIMEOUT_MS = 5_000
/** Between two attempts to connect. The driver's own pauses grow to 20 s, which is long when Postgres is back after one. */
const FIRST_RECONNECT_S = 0.05
const MAX_RECONNECT_S = 1

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
  const settings = {
    max: options.maxConnections ?? DEFAULT_CONNECTIONS,
    connect_timeout: CONNECT_TIMEOUT_S,
    backoff: (retries: number) => Math.min(FIRST_RECONNECT_S * 2 ** retries, MAX_RECONNECT_S),
    fetch_types: false,
    types: { bigint: postgres.BigInt, texts: textArrays },
    connection: { application_name: options.applicationName ?? 'offerhub', ...SESSION },
    onnotice: () => undefined,
    // Missing in the driver's types.
    socket: makeSockets(),
  }
  const sql = guardTransactions(repeatUnsent(postgres(databaseUrl, settings)))
  // drizzle replaces the client's readers of moments and its writers of JSON: from here on, JSON parameters are text
  // that the caller has made (write `${json}::text::jsonb`), and the reader of moments is set again.
  const orm = drizzle(sql as unknown as postgres.Sql, { schema })
  sql.options.parsers[TIMESTAMPTZ] = (text: string) => new Date(text).toISOString()
  return { sql, orm, news: makeNews(sql) }
}

/** Lets running statements finish, then ends every connection. */
export async function close(db: Database, timeoutMs = CLOSE_TIMEOUT_MS): Promise<void> {
  await db.sql.end({ timeout: timeoutMs / 1_000 })
}
