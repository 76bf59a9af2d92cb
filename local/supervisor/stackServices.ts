import { startPostgres } from '../postgres/startPostgres.ts'
import type { Progress } from '../progress.ts'
import { startTemporal } from '../temporal/startTemporal.ts'
import type { Ports } from './choosePorts.ts'
import type { Service } from './keepAlive.ts'
import { logMentions } from './logMentions.ts'
import { answersOk, nodeService } from './nodeService.ts'
import type { Secrets } from './secrets.ts'
import type { StateFolder } from './stateFolder.ts'

const WORKER_READY = 'worker is ready'
// The first start of the sandbox makes its chain, that of the worker bundles the workflows, on a machine that may be busy.
const READY_TIMEOUT_MS = 90_000
// Their own limit for what they hold is eight seconds.
const OURS_GRACE_MS = 12_000
const SANDBOX_GRACE_MS = 8_000

export function postgresService(
  state: StateFolder,
  ports: Ports,
  secrets: Secrets,
  progress: Progress,
  settings: Readonly<Record<string, string>> = {},
): Service<'postgres'> {
  return {
    name: 'postgres',
    start: (onSpawn) =>
      startPostgres({
        dataDir: state.postgres,
        port: ports.postgres,
        password: secrets.postgresPassword,
        logFile: state.log('postgres'),
        settings,
        progress,
        onSpawn,
      }),
  }
}

export function embeddedDatabaseUrl(ports: Ports, secrets: Secrets): string {
  return `postgres://offerhub:${secrets.postgresPassword}@127.0.0.1:${ports.postgres}/offerhub`
}

export function temporalService(
  state: StateFolder,
  ports: Ports,
  cliPath: string,
  progress: Progress,
): Service<'temporal'> {
  return {
    name: 'temporal',
    start: (onSpawn) =>
      startTemporal({
        cliPath,
        dbFile: state.temporalDb,
        ports: { grpc: ports.temporal, ui: ports.temporalUi },
        logFile: state.log('temporal'),
        progress,
        onSpawn,
      }),
  }
}

export interface ProgramRun {
  state: StateFolder
  script: string
  env: NodeJS.ProcessEnv
  progress: Progress
}

export function sandboxService(run: ProgramRun, port: number): Service<'sandbox'> {
  return nodeService({
    name: 'sandbox',
    ...common(run, 'sandbox'),
    isReady: () => answersOk(`http://127.0.0.1:${port}/health`),
    stopGraceMs: SANDBOX_GRACE_MS,
  })
}

export function workerService(run: ProgramRun): Service<'worker'> {
  const logFile = run.state.log('worker')
  return nodeService({
    name: 'worker',
    ...common(run, 'worker'),
    isReady: async (pid) => logMentions(logFile, pid, WORKER_READY),
    stopGraceMs: OURS_GRACE_MS,
  })
}

export function apiService(run: ProgramRun, port: number): Service<'api'> {
  return nodeService({
    name: 'api',
    ...common(run, 'api'),
    isReady: () => answersOk(`http://127.0.0.1:${port}/ready`),
    stopGraceMs: OURS_GRACE_MS,
  })
}

function common(run: ProgramRun, name: string) {
  const { script, env, progress } = run
  return { script, env, progress, logFile: run.state.log(name), readyTimeoutMs: READY_TIMEOUT_MS }
}
