import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { type SpawnedProcess, spawnLogged } from '../../../local/processes/spawnLogged.ts'
import { stopProcess } from '../../../local/processes/stopProcess.ts'
import { answersOk } from '../../../local/supervisor/nodeService.ts'
import { waitUntil } from '../../../local/waitUntil.ts'
import type { Compose } from './compose.ts'

/** Where what the containers have stands on this machine. */
export type Ground = {
  readonly compose: Compose
  /** The image's /app. */
  readonly app: string
  /** The containers' /run/secrets. */
  readonly secrets: string
  readonly folder: string
}

export type Service = SpawnedProcess & { log(): string; stop(): Promise<void> }

const READY_TIMEOUT_MS = 90_000
const JOB_TIMEOUT_MS = 120_000
const STOP = [{ signal: 'SIGTERM', graceMs: 15_000 }] as const

/** Runs a job of docker-compose.yml to its end and answers what it said. */
export async function runJob(ground: Ground, name: string, more: NodeJS.ProcessEnv = {}): Promise<string> {
  return await runToEnd(name, startOf(ground, name, more), ground)
}

/** As `docker compose run --rm NAME node ...` would. */
export async function runIn(
  ground: Ground,
  name: string,
  args: readonly string[],
  more: NodeJS.ProcessEnv = {},
): Promise<string> {
  return await runToEnd(args.join(' '), { ...startOf(ground, name, more), args: [...args] }, ground)
}

async function runToEnd(what: string, { command, args, env }: ReturnType<typeof startOf>, ground: Ground) {
  const child = spawn(command, args, { cwd: ground.app, env, timeout: JOB_TIMEOUT_MS })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  }
  const { promise, resolve, reject } = Promise.withResolvers<number | null>()
  child.once('error', reject)
  child.once('close', resolve)
  const code = await promise
  if (code !== 0) throw new Error(`${what} ended with ${code}: ${said}`)
  return said
}

/** Starts a service of docker-compose.yml and waits until its own health check finds it well. */
export async function startService(
  ground: Ground,
  name: string,
  id: string,
  more: NodeJS.ProcessEnv,
): Promise<Service> {
  const { command, args, env } = startOf(ground, name, more)
  const logFile = path.join(ground.folder, `${id}.log`)
  const spawned = await spawnLogged({ command, args, cwd: ground.app, env, logFile })
  const log = () => readFileSync(logFile, 'utf8')
  const url = healthUrl(ground, name, env)
  await waitUntil(async () => spawned.exit() !== undefined || (await answersOk(url)), {
    timeoutMs: READY_TIMEOUT_MS,
  }).catch((error: unknown) => {
    throw new Error(`${id} was not well in time; its log:\n${log().slice(-3_000)}`, { cause: error })
  })
  if (spawned.exit() !== undefined) throw new Error(`${id} ${spawned.exit()?.how}:\n${log().slice(-3_000)}`)
  return { ...spawned, log, stop: () => stopProcess(spawned.pid, STOP) }
}

/** The command and the environment that a container would have: that of the image, then that of the service. */
function startOf({ compose, app, secrets }: Ground, name: string, more: NodeJS.ProcessEnv) {
  const service = compose.services[name]
  const [program, ...args] = service?.command ?? []
  if (service === undefined || program !== 'node')
    throw new Error(`docker-compose.yml has no service ${name} that runs node`)
  const ofImage = {
    NODE_ENV: 'production',
    WORKFLOW_BUNDLE: path.join(app, 'build/workflows.cjs'),
    PATH: process.env.PATH,
  }
  const ofService = Object.entries(service.environment).map(([key, value]) => [
    key,
    value.replace(/^\/run\/secrets/, secrets),
  ])
  return {
    command: process.execPath,
    args,
    env: { ...ofImage, ...Object.fromEntries(ofService), ...more } as NodeJS.ProcessEnv,
  }
}

/** The URL in the service's health check, on the port that this process was given instead. */
function healthUrl({ compose }: Ground, name: string, env: NodeJS.ProcessEnv): string {
  const url = new URL(compose.services[name]?.healthcheck?.test.at(-1) ?? '')
  url.port = env.SANDBOX_PORT ?? env.HEALTH_PORT ?? env.PORT ?? ''
  return String(url)
}
