import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Exit, spawnLogged } from '../processes/spawnLogged.ts'
import { stopProcess } from '../processes/stopProcess.ts'
import { type Progress, silent, withElapsed } from '../progress.ts'
import { cliEnvironment } from './cliEnvironment.ts'
import { addMissingSearchAttributes, SEARCH_ATTRIBUTES } from './searchAttributes.ts'
import { waitForServer } from './waitForServer.ts'

export interface TemporalOptions {
  cliPath: string
  /** Without a file everything is in memory and gone when it stops. */
  dbFile?: string | undefined
  ports: { grpc: number; ui: number }
  logFile?: string | undefined
  progress?: Progress | undefined
  onSpawn?: ((pid: number) => void) | undefined
  /** Settings of the server beside our own. */
  dynamicConfig?: Readonly<Record<string, number>> | undefined
}

export interface RunningTemporal {
  address: string
  uiUrl: string
  pid: number
  exited: Promise<Exit>
  stop: () => Promise<void>
}

const READY_TIMEOUT_MS = 60_000
const STOP = [{ signal: 'SIGTERM', graceMs: 15_000 }] as const

/**
 * The first three lift a brake of 20 tasks a second per shard that start-dev's single shard runs into after a short
 * burst; the last one lets several callers query one order while a task of it is pending (the default is one).
 */
const DYNAMIC_CONFIG = {
  'history.transferProcessorMaxPollRPS': 10_000,
  'history.timerProcessorMaxPollRPS': 10_000,
  'history.visibilityProcessorMaxPollRPS': 10_000,
  'history.MaxBufferedQueryCount': 100,
}

/** Starts Temporal's development server with its Web UI, on loopback, ready to take work when this resolves. */
export async function startTemporal(options: TemporalOptions): Promise<RunningTemporal> {
  const { cliPath, dbFile, ports } = options
  const isOldFile = dbFile !== undefined && existsSync(dbFile)
  if (dbFile) mkdirSync(dirname(dbFile), { recursive: true })
  const logFile = options.logFile ?? (dbFile ? `${dbFile}.log` : join(tmpdir(), `offerhub-temporal-${ports.grpc}.log`))
  const server = await spawnLogged({
    command: cliPath,
    args: serverArguments(options),
    cwd: dbFile ? dirname(dbFile) : '/',
    env: cliEnvironment(),
    logFile,
    onSpawn: options.onSpawn,
  })
  const stop = async () => {
    await stopProcess(server.pid, STOP)
    // Nobody asked for this log by name, and what it tells of is gone with the memory.
    if (!dbFile && !options.logFile) rmSync(logFile, { force: true })
  }
  try {
    await withElapsed(options.progress ?? silent, 'Starting Temporal', () =>
      waitForServer(server, { port: ports.grpc, logFile, timeoutMs: READY_TIMEOUT_MS }),
    )
    if (isOldFile) await addMissingSearchAttributes(cliPath, `127.0.0.1:${ports.grpc}`)
  } catch (error) {
    await stop()
    throw error
  }
  return {
    address: `127.0.0.1:${ports.grpc}`,
    uiUrl: `http://127.0.0.1:${ports.ui}`,
    pid: server.pid,
    exited: server.exited,
    stop,
  }
}

function serverArguments({ dbFile, ports, dynamicConfig = {} }: TemporalOptions): string[] {
  const storage = dbFile
    ? ['--db-filename', dbFile, '--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL']
    : []
  const attributes = Object.entries(SEARCH_ATTRIBUTES).flatMap(([name, type]) => [
    '--search-attribute',
    `${name}=${type}`,
  ])
  const dynamic = Object.entries({ ...DYNAMIC_CONFIG, ...dynamicConfig }).flatMap(([key, value]) => [
    '--dynamic-config-value',
    `${key}=${value}`,
  ])
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(ports.grpc), '--ui-port', String(ports.ui)],
    ...['--log-level', 'warn', ...storage, ...attributes, ...dynamic],
  ]
}
