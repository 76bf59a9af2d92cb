import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { Connection } from '@temporalio/client'
import { setUpTemporal } from '../../cli/temporal/setUp.ts'
import { ensureDatabase } from '../../local/postgres/ensureDatabase.ts'
import { startPostgres } from '../../local/postgres/startPostgres.ts'
import type { Progress } from '../../local/progress.ts'
import { startTemporalServer, type TemporalServer } from '../../local/temporal/startTemporalServer.ts'

const [NAMESPACE, RETENTION_DAYS] = ['default', 1]

export type TemporalOnPostgres = {
  readonly address: string
  readonly uiUrl: string
  /** Of the server and of the Postgres that holds its state. */
  readonly pids: Readonly<Record<string, number>>
  stop(): Promise<void>
}

/** Temporal's full server as production runs it, with a Postgres of its own, instead of the development server. */
export async function startTemporalOnPostgres(
  folder: string,
  shards: number,
  say: Progress,
): Promise<TemporalOnPostgres> {
  const password = randomBytes(16).toString('hex')
  const postgres = await startPostgres({
    dataDir: path.join(folder, 'temporal-postgres'),
    password,
    database: 'temporal',
  })
  let server: TemporalServer | undefined
  const stop = async () => {
    await server?.stop()
    await postgres.stop()
  }
  try {
    await ensureDatabase(postgres.url.replace(/\/temporal$/, '/postgres'), 'temporal_visibility')
    const environment = environmentOf(postgres.url)
    server = await startTemporalServer({
      folder,
      environment,
      schemaEnvironment: environment,
      shards,
      progress: say,
    })
    await setUp(server.address, say)
    return {
      address: server.address,
      uiUrl: 'http://127.0.0.1',
      pids: { temporal: server.pid, "temporal's postgres": postgres.pid },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

function environmentOf(url: string): NodeJS.ProcessEnv {
  const { hostname, port, username, password } = new URL(url)
  return {
    PATH: process.env.PATH,
    DB: 'postgres12_pgx',
    POSTGRES_SEEDS: hostname,
    DB_PORT: port,
    POSTGRES_USER: username,
    POSTGRES_PWD: password,
    DBNAME: 'temporal',
    VISIBILITY_DBNAME: 'temporal_visibility',
  }
}

async function setUp(address: string, say: Progress): Promise<void> {
  const connection = await Connection.connect({ address })
  try {
    const place = { temporalAddress: address, temporalNamespace: NAMESPACE }
    await setUpTemporal({ connection, place, retentionDays: RETENTION_DAYS, say })
  } finally {
    await connection.close()
  }
}
