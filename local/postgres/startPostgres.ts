import { resolve } from 'node:path'
import { findFreePort } from '../ports.ts'
import { type Exit, lastLogLines, type SpawnedProcess, spawnLogged } from '../processes/spawnLogged.ts'
import { StartFailure } from '../processes/startFailure.ts'
import { stopProcess } from '../processes/stopProcess.ts'
import { type Progress, silent, withElapsed } from '../progress.ts'
import { waitUntil } from '../waitUntil.ts'
import { type Account, chooseAccount } from './account.ts'
import { findPostgresBinaries } from './binaries.ts'
import { cleanEnvironment, prepareDataDirectory, SUPERUSER } from './dataDirectory.ts'
import { ensureDatabase } from './ensureDatabase.ts'
import { placeDataDirectory } from './placeDataDirectory.ts'
import { clearStaleServer, POSTGRES_STOP, readLockFile } from './staleServer.ts'

export interface PostgresOptions {
  dataDir: string
  password: string
  port?: number | undefined
  database?: string | undefined
  logFile?: string | undefined
  /** Server settings on top of the usual ones, for example {max_connections: '50'}. */
  settings?: Readonly<Record<string, string>> | undefined
  progress?: Progress | undefined
  onSpawn?: ((pid: number) => void) | undefined
}

export interface RunningPostgres {
  url: string
  port: number
  pid: number
  exited: Promise<Exit>
  stop: () => Promise<void>
}

// Recovery after kill -9 replays the log, and the old server's last backend may hold its memory for a moment.
const READY_TIMEOUT_MS = 60_000
const START_ATTEMPTS = 5

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  // No socket file: its path has a length limit that deep folders exceed.
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '256MB',
  max_wal_size: '2GB',
  wal_compression: 'on',
  random_page_cost: '1.1',
  jit: 'off',
  log_min_messages: 'warning',
  log_line_prefix: '%m [%p] ',
}

/** Starts the embedded Postgres as a process of its own and makes the database; survives what kill -9 left behind. */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const progress = options.progress ?? silent
  const account = chooseAccount()
  const binaries = findPostgresBinaries(account, progress)
  const dataDir = placeDataDirectory(resolve(options.dataDir), account, progress)
  prepareDataDirectory(dataDir, binaries, options.password, account)
  await clearStaleServer(dataDir)
  const port = options.port ?? (await findFreePort())
  const logFile = options.logFile ?? `${resolve(options.dataDir)}.log`
  const settings = Object.entries({ ...SETTINGS, ...options.settings }).flatMap(([key, value]) => [
    '-c',
    `${key}=${value}`,
  ])
  const args = ['-D', dataDir, '-p', String(port), ...settings]
  const spawned = await withElapsed(progress, 'Starting Postgres', () =>
    launch(
      dataDir,
      () =>
        spawnLogged({
          command: binaries.postgres,
          args,
          cwd: '/',
          env: cleanEnvironment(),
          logFile,
          ...idsOf(account),
          onSpawn: options.onSpawn,
        }),
      logFile,
    ),
  )
  const url = (database: string) => `postgres://${SUPERUSER}:${options.password}@127.0.0.1:${port}/${database}`
  const database = options.database ?? 'offerhub'
  const stop = () => stopProcess(spawned.pid, POSTGRES_STOP)
  try {
    await ensureDatabase(url('postgres'), database, () => spawned.exit() !== undefined)
  } catch (error) {
    await stop()
    throw error
  }
  return { url: url(database), port, pid: spawned.pid, exited: spawned.exited, stop }
}

function idsOf(account: Account | undefined): { uid?: number; gid?: number } {
  return account ? { uid: account.uid, gid: account.gid } : {}
}

async function launch(
  dataDir: string,
  spawnServer: () => Promise<SpawnedProcess>,
  logFile: string,
): Promise<SpawnedProcess> {
  for (let attempt = 1; ; attempt++) {
    const server = await spawnServer()
    const isReady = () => {
      const lock = readLockFile(dataDir)
      return lock?.pid === server.pid && lock.isReady
    }
    await waitUntil(() => server.exit() !== undefined || isReady(), { timeoutMs: READY_TIMEOUT_MS, everyMs: 20 })
    if (!server.exit() && isReady()) return server
    const signal = server.exit()?.signal ?? null
    await stopProcess(server.pid, POSTGRES_STOP)
    const log = lastLogLines(logFile, 6)
    const isHeldByOldServer = /pre-existing shared memory block|lock file .* already exists/.test(log)
    if (!isHeldByOldServer || attempt === START_ATTEMPTS) {
      throw new StartFailure(`Postgres did not start on ${dataDir}. The end of ${logFile}:\n${log}`, signal)
    }
    await waitUntil(() => false, { timeoutMs: 500 * attempt })
  }
}
