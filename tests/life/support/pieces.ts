import { readFileSync } from 'node:fs'
import { startPostgres } from '../../../local/postgres/startPostgres.ts'
import { type Exit, spawnLogged } from '../../../local/processes/spawnLogged.ts'
import { stopProcess } from '../../../local/processes/stopProcess.ts'
import { projectRoot } from '../../../local/projectRoot.ts'
import {
  type Addresses,
  apiEnvironment,
  inheritedEnvironment,
  sharedEnvironment,
  workerEnvironment,
} from '../../../local/supervisor/childEnvironment.ts'
import { answersOk, nodeArguments } from '../../../local/supervisor/nodeService.ts'
import type { StateFolder } from '../../../local/supervisor/stateFolder.ts'
import { startTemporal } from '../../../local/temporal/startTemporal.ts'
import { waitUntil } from '../../../local/waitUntil.ts'
import type { Prepared } from './prepare.ts'

export type PieceName = 'postgres' | 'temporal' | 'sandbox' | 'worker' | 'api'
type Started = { readonly pid: number; readonly exited: Promise<Exit> }

/** One process of the stack, which nobody starts again: taken away it stays away until the test gives it back. */
export type Piece = {
  /** Our own two are only spawned; the others answer when this returns. */
  start(environment?: NodeJS.ProcessEnv): Promise<void>
  /** Resolves to how it ended. */
  end(signal: NodeJS.Signals): Promise<Exit>
  pid(): number | null
  /** How it ended last; null while it runs. */
  exit(): Exit | null
  /** What it has logged since it was started last. */
  log(): string
  /** What it is started with; empty for what is not one of our programs. */
  readonly environment: NodeJS.ProcessEnv
}

export type Pieces = Record<PieceName, Piece>

const STOP_MS = 30_000

/** The processes of a prepared stack, each to be started and ended by itself, on the ports that the stack had. */
export function makePieces(prepared: Prepared): Pieces {
  const { state, dev, ports, secrets, chain, cliPath } = prepared
  const addresses: Addresses = {
    databaseUrl: dev.databaseUrl,
    temporalAddress: dev.temporalAddress,
    temporalUi: dev.temporalUi,
    apiPort: ports.api,
    sandboxUrl: `http://127.0.0.1:${ports.sandbox}`,
  }
  const shared = { ...inheritedEnvironment(process.env), ...sharedEnvironment(addresses, chain) }
  const program = (name: PieceName, script: string, environment: NodeJS.ProcessEnv) => ({
    ...makePiece(state, name, (more) =>
      spawnLogged({
        command: process.execPath,
        args: nodeArguments(script),
        cwd: projectRoot,
        env: { ...environment, ...more },
        logFile: state.log(name),
      }),
    ),
    environment,
  })
  return {
    postgres: makePiece(state, 'postgres', () =>
      startPostgres({
        dataDir: state.postgres,
        port: ports.postgres,
        password: secrets.postgresPassword,
        logFile: state.log('postgres'),
      }),
    ),
    temporal: makePiece(state, 'temporal', () =>
      startTemporal({
        cliPath,
        dbFile: state.temporalDb,
        ports: { grpc: ports.temporal, ui: ports.temporalUi },
        logFile: state.log('temporal'),
      }),
    ),
    sandbox: makePiece(state, 'sandbox', async () => {
      const sandbox = await spawnLogged({
        command: process.execPath,
        args: nodeArguments('sandbox/main.ts'),
        cwd: projectRoot,
        env: {
          ...inheritedEnvironment(process.env),
          SANDBOX_PORT: String(ports.sandbox),
          SANDBOX_DB: state.sandboxDb,
          SANDBOX_LEDGER_INTERVAL_MS: String(prepared.ledgerIntervalMs),
        },
        logFile: state.log('sandbox'),
      })
      await waitUntil(() => answersOk(`${addresses.sandboxUrl}/health`), { timeoutMs: STOP_MS })
      return sandbox
    }),
    worker: program('worker', 'worker.ts', { ...shared, ...workerEnvironment(addresses, chain, secrets) }),
    api: program('api', 'server.ts', { ...shared, ...apiEnvironment(addresses, secrets) }),
  }
}

function makePiece(
  state: StateFolder,
  name: PieceName,
  spawn: (environment: NodeJS.ProcessEnv) => Promise<Started>,
): Piece {
  let running: Started | undefined
  let ended: Exit | null = null
  let logFrom = 0
  const wholeLog = () => readFileSync(state.log(name), 'utf8')
  return {
    async start(environment = {}) {
      logFrom = logLength(wholeLog)
      const started = await spawn(environment)
      running = started
      ended = null
      void started.exited.then((exit) => {
        if (running !== started) return
        running = undefined
        ended = exit
      })
    },
    async end(signal) {
      if (running === undefined) return { how: 'was not running', signal: null }
      const { pid, exited } = running
      await stopProcess(pid, [{ signal, graceMs: STOP_MS }])
      return await exited
    },
    pid: () => running?.pid ?? null,
    exit: () => ended,
    log: () => wholeLog().slice(logFrom),
    environment: {},
  }
}

function logLength(read: () => string): number {
  try {
    return read().length
  } catch {
    return 0
  }
}
