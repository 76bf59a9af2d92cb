import { execFile } from 'node:child_process'
import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findFreePort } from '../ports.ts'
import { spawnLogged } from '../processes/spawnLogged.ts'
import { stopProcess } from '../processes/stopProcess.ts'
import type { Progress } from '../progress.ts'
import { projectRoot } from '../projectRoot.ts'
import { findTemporalServer } from './findTemporalServer.ts'
import { waitForServer } from './waitForServer.ts'

export type TemporalServerOptions = {
  /** For its log and the tools beside it. */
  readonly folder: string
  /** Which databases it has, in the variables that docker-compose.yml sets for the server. */
  readonly environment: NodeJS.ProcessEnv
  /** The same for the job that makes their schema. */
  readonly schemaEnvironment: NodeJS.ProcessEnv
  /** Fixed for the life of these databases. As many as production has take a minute to start on a small machine. */
  readonly shards: number
  readonly progress: Progress
}

export type TemporalServer = {
  readonly address: string
  readonly pid: number
  /** Runs the schema job once more, and answers what it said. */
  prepareSchema(): Promise<string>
  stop(): Promise<void>
}

const READY_TIMEOUT_MS = 90_000
const STOP = [{ signal: 'SIGTERM', graceMs: 20_000 }] as const
/** Every service of the server listens for its clients and for its peers. */
const PORTS = ['FRONTEND', 'HISTORY', 'MATCHING', 'WORKER'].flatMap((name) => [
  `${name}_GRPC_PORT`,
  `${name}_MEMBERSHIP_PORT`,
])

/** Temporal's full server as production runs it, on loopback and free ports, with its schema made by the same job. */
export async function startTemporalServer(options: TemporalServerOptions): Promise<TemporalServer> {
  const { folder, environment, schemaEnvironment, shards, progress } = options
  const programs = await findTemporalServer(progress)
  const bin = join(folder, 'bin')
  await mkdir(bin)
  await symlink(programs.sqlTool, join(bin, 'temporal-sql-tool'))
  const prepareSchema = async () => {
    const env = { ...schemaEnvironment, PATH: `${bin}:${process.env.PATH}` }
    const script = join(projectRoot, 'ops/temporal/prepareSchema.sh')
    const { stdout } = await promisify(execFile)('sh', [script], { env })
    return stdout
  }
  await prepareSchema()
  const ports = await choosePorts()
  const logFile = join(folder, 'temporal.log')
  const server = await spawnLogged({
    command: programs.server,
    args: ['--allow-no-auth', 'start'],
    cwd: folder,
    env: {
      ...environment,
      ...ports,
      FRONTEND_HTTP_PORT: '0',
      BIND_ON_IP: '127.0.0.1',
      DYNAMIC_CONFIG_FILE_PATH: join(projectRoot, 'ops/temporal/dynamicConfig.yaml'),
      NUM_HISTORY_SHARDS: String(shards),
      LOG_LEVEL: 'warn',
    },
    logFile,
  })
  const stop = () => stopProcess(server.pid, STOP)
  const port = Number(ports.FRONTEND_GRPC_PORT)
  try {
    await waitForServer(server, { port, logFile, timeoutMs: READY_TIMEOUT_MS })
  } catch (error) {
    await stop()
    throw error
  }
  return { address: `127.0.0.1:${port}`, pid: server.pid, prepareSchema, stop }
}

async function choosePorts(): Promise<Record<string, string>> {
  const ports: Record<string, string> = {}
  for (const name of PORTS) ports[name] = String(await findFreePort())
  return ports
}
