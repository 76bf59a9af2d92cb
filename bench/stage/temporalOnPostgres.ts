import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, symlink } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { Connection } from '@temporalio/client'
import { setUpTemporal } from '../../cli/temporal/setUp.ts'
import { findFreePort } from '../../local/ports.ts'
import { ensureDatabase } from '../../local/postgres/ensureDatabase.ts'
import { startPostgres } from '../../local/postgres/startPostgres.ts'
import { spawnLogged } from '../../local/processes/spawnLogged.ts'
import { stopProcess } from '../../local/processes/stopProcess.ts'
import type { Progress } from '../../local/progress.ts'
import { projectRoot } from '../../local/projectRoot.ts'
import { isTemporalServing } from '../../local/temporal/checkHealth.ts'
import { findTemporalServer } from '../../local/temporal/findTemporalServer.ts'
import { waitUntil } from '../../local/waitUntil.ts'

const READY_TIMEOUT_MS = 90_000
const STOP = [{ signal: 'SIGTERM', graceMs: 20_000 }] as const
const SERVICES = ['FRONTEND', 'HISTORY', 'MATCHING', 'WORKER']
const [NAMESPACE, RETENTION_DAYS] = ['default', 1]

export type TemporalServer = {
  readonly address: string
  readonly uiUrl: string
  /** Of the server and of the Postgres that holds its state. */
  readonly pids: Readonly<Record<string, number>>
  stop(): Promise<void>
}

/** Temporal's full server as production runs it, with a Postgres of its own, instead of the development server. */
export async function startTemporalOnPostgres(folder: string, shards: number, say: Progress): Promise<TemporalServer> {
  const programs = await findTemporalServer(say)
  const password = randomBytes(16).toString('hex')
  const postgres = await startPostgres({
    dataDir: path.join(folder, 'temporal-postgres'),
    password,
    database: 'temporal',
  })
  try {
    await ensureDatabase(postgres.url.replace(/\/temporal$/, '/postgres'), 'temporal_visibility')
    const env = await environmentOf(postgres.url, shards)
    await prepareSchema(folder, programs.sqlTool, env)
    const logFile = path.join(folder, 'temporal.log')
    const args = ['--allow-no-auth', 'start']
    const server = await spawnLogged({ command: programs.server, args, cwd: folder, env, logFile })
    const port = Number(env.FRONTEND_GRPC_PORT)
    await waitUntil(() => isTemporalServing(port), { timeoutMs: READY_TIMEOUT_MS })
    await setUp(`127.0.0.1:${port}`, say)
    return {
      address: `127.0.0.1:${port}`,
      uiUrl: 'http://127.0.0.1',
      pids: { temporal: server.pid, "temporal's postgres": postgres.pid },
      async stop() {
        await stopProcess(server.pid, STOP)
        await postgres.stop()
      },
    }
  } catch (error) {
    await postgres.stop()
    throw error
  }
}

async function environmentOf(url: string, shards: number): Promise<NodeJS.ProcessEnv> {
  const { hostname, port, username, password } = new URL(url)
  const ports: [string, string][] = []
  for (const service of SERVICES) {
    ports.push([`${service}_GRPC_PORT`, String(await findFreePort())])
    ports.push([`${service}_MEMBERSHIP_PORT`, String(await findFreePort())])
  }
  return {
    PATH: process.env.PATH,
    DB: 'postgres12_pgx',
    POSTGRES_SEEDS: hostname,
    DB_PORT: port,
    POSTGRES_USER: username,
    POSTGRES_PWD: password,
    DBNAME: 'temporal',
    VISIBILITY_DBNAME: 'temporal_visibility',
    NUM_HISTORY_SHARDS: String(shards),
    BIND_ON_IP: '127.0.0.1',
    FRONTEND_HTTP_PORT: '0',
    DYNAMIC_CONFIG_FILE_PATH: path.join(projectRoot, 'ops/temporal/dynamicConfig.yaml'),
    LOG_LEVEL: 'warn',
    ...Object.fromEntries(ports),
  }
}

async function prepareSchema(folder: string, sqlTool: string, env: NodeJS.ProcessEnv): Promise<void> {
  const bin = path.join(folder, 'bin')
  await mkdir(bin)
  await symlink(sqlTool, path.join(bin, 'temporal-sql-tool'))
  const script = path.join(projectRoot, 'ops/temporal/prepareSchema.sh')
  await promisify(execFile)('sh', [script], { env: { ...env, PATH: `${bin}:${env.PATH}` } })
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
