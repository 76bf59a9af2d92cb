import { execFile } from 'node:child_process'
import { mkdir, symlink } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { findFreePort } from '../../../local/ports.ts'
import { spawnLogged } from '../../../local/processes/spawnLogged.ts'
import { stopProcess } from '../../../local/processes/stopProcess.ts'
import { projectRoot } from '../../../local/projectRoot.ts'
import { isTemporalServing } from '../../../local/temporal/checkHealth.ts'
import { findTemporalServer } from '../../../local/temporal/findTemporalServer.ts'
import { waitUntil } from '../../../local/waitUntil.ts'
import type { Compose } from './compose.ts'

const READY_TIMEOUT_MS = 90_000
const STOP = [{ signal: 'SIGTERM', graceMs: 20_000 }] as const
/** Every service of the server listens for its clients and for its peers. */
const PORTS = ['FRONTEND', 'HISTORY', 'MATCHING', 'WORKER'].flatMap((name) => [
  `${name}_GRPC_PORT`,
  `${name}_MEMBERSHIP_PORT`,
])

/** Runs the schema job and the server as docker-compose.yml describes them, with the databases of this Postgres. */
export async function startTemporalServer(compose: Compose, databases: NodeJS.ProcessEnv, folder: string) {
  const programs = await findTemporalServer((line) => process.stderr.write(`${line}\n`))
  const bin = path.join(folder, 'bin')
  await mkdir(bin)
  await symlink(programs.sqlTool, path.join(bin, 'temporal-sql-tool'))
  const prepareSchema = async () => {
    const env = {
      ...compose.services['temporal-schema']?.environment,
      ...databases,
      PATH: `${bin}:${process.env.PATH}`,
    }
    const { stdout } = await promisify(execFile)('sh', [path.join(projectRoot, 'ops/temporal/prepareSchema.sh')], {
      env,
    })
    return stdout
  }
  await prepareSchema()
  const ports = Object.fromEntries(await takePorts(PORTS))
  const server = await spawnLogged({
    command: programs.server,
    args: ['--allow-no-auth', 'start'],
    cwd: folder,
    env: {
      ...compose.services.temporal?.environment,
      ...databases,
      ...ports,
      FRONTEND_HTTP_PORT: '0',
      BIND_ON_IP: '127.0.0.1',
      DYNAMIC_CONFIG_FILE_PATH: path.join(projectRoot, 'ops/temporal/dynamicConfig.yaml'),
      // As many as production has would take a minute to start on a small machine.
      NUM_HISTORY_SHARDS: '4',
      LOG_LEVEL: 'warn',
    },
    logFile: path.join(folder, 'temporal.log'),
  })
  const port = Number(ports.FRONTEND_GRPC_PORT)
  await waitUntil(async () => server.exit() !== undefined || (await isTemporalServing(port)), {
    timeoutMs: READY_TIMEOUT_MS,
  })
  return { address: `127.0.0.1:${port}`, prepareSchema, stop: () => stopProcess(server.pid, STOP) }
}

async function takePorts(names: readonly string[]): Promise<[string, string][]> {
  const taken = new Set<number>()
  const ports: [string, string][] = []
  for (const name of names) {
    const port = await findFreePort(taken)
    taken.add(port)
    ports.push([name, String(port)])
  }
  return ports
}
