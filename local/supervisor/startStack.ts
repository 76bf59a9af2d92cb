import { resolve } from 'node:path'
import { roleNames, urlAs } from '../../db/roles/roleNames.ts'
import { lastLogLines } from '../processes/spawnLogged.ts'
import type { Progress } from '../progress.ts'
import { findTemporalCli } from '../temporal/findTemporalCli.ts'
import { bootstrapPlatform, databaseName } from './bootstrapPlatform.ts'
import {
  type Addresses,
  apiEnvironment,
  appEnvironment,
  inheritedEnvironment,
  migrateEnvironment,
  sharedEnvironment,
  workerEnvironment,
} from './childEnvironment.ts'
import { choosePorts, type Ports } from './choosePorts.ts'
import { type DevFile, removeDevFile, writeDevFile } from './devFile.ts'
import type { Service } from './keepAlive.ts'
import { PROGRAMS, type Programs } from './programs.ts'
import { readChainFacts } from './readChainFacts.ts'
import { claimStateFolder } from './runningFile.ts'
import { runOnce } from './runOnce.ts'
import { appPassword, loadSecrets, type Secrets } from './secrets.ts'
import { createServiceGroup, type ServiceGroup } from './serviceGroup.ts'
import {
  apiService,
  embeddedDatabaseUrl,
  postgresService,
  sandboxService,
  temporalService,
  workerService,
} from './stackServices.ts'
import { defaultStatePath, openStateFolder, type StateFolder } from './stateFolder.ts'

export interface StackOptions {
  /** Where state and logs are kept; by default OFFERHUB_STATE_DIR, else .offerhub in the project. */
  stateDir?: string | undefined
  /** 'usual' takes the known ports (4000 for the API), 'free' any. */
  ports?: 'usual' | 'free' | undefined
  say?: Progress | undefined
  environment?: NodeJS.ProcessEnv | undefined
  /** Time between two ledgers of the sandbox's chain; 1000 by default. */
  ledgerIntervalMs?: number | undefined
  /** Settings of the embedded Postgres on top of the usual ones. */
  postgresSettings?: Readonly<Record<string, string>> | undefined
  programs?: Programs | undefined
  /** A Temporal server that runs already, with namespace and search attributes, instead of one of the stack's own. */
  temporal?: Readonly<{ address: string; uiUrl: string }> | undefined
  /** Gives a start up half-way; what was started is stopped. */
  signal?: AbortSignal | undefined
  /** Told when a process died so often that the whole stack was stopped. */
  onGaveUp?: ((sentence: string) => void) | undefined
}

export interface Stack {
  dev: DevFile
  stateDir: string
  logFile: (processName: string) => string
  stop: () => Promise<void>
  /** Ends every process at once, without their grace. */
  kill: () => void
}

interface Setup {
  state: StateFolder
  ports: Ports
  secrets: Secrets
  group: ServiceGroup
  say: Progress
  environment: NodeJS.ProcessEnv
  programs: Programs
  ledgerIntervalMs: number
  postgresSettings: Readonly<Record<string, string>>
  temporal: StackOptions['temporal']
  signal: AbortSignal
}

/** Starts Postgres, Temporal, the sandbox, a worker and the API; resolves when the API answers and dev.json is written. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const environment = options.environment ?? process.env
  const say = options.say ?? (() => undefined)
  const state = openStateFolder(resolve(options.stateDir ?? defaultStatePath(environment)))
  const claim = await claimStateFolder(state, say)
  let dev: DevFile | undefined
  const group = createServiceGroup({
    progress: say,
    onSpawn: (name, pid) => claim.record(name, pid),
    onReady: () => {
      if (!dev) return
      dev.pids = { supervisor: process.pid, ...group.pids() }
      writeDevFile(state.dev, dev)
    },
    onGaveUp: (name, sentence) => {
      const logFile = state.log(name)
      const whole = `${sentence} The stack stops. The end of ${logFile}:\n${lastLogLines(logFile)}`
      void stop().finally(() => (options.onGaveUp ?? say)(whole))
    },
  })
  const kill = () => {
    group.killAll()
    removeDevFile(state.dev)
  }
  // A program that embeds the stack and exits without stopping it must not leave it behind.
  process.once('exit', kill)
  let stopped: Promise<void> | undefined
  const stop = () => {
    stopped ??= (async () => {
      dev = undefined
      removeDevFile(state.dev)
      await group.stop()
      claim.release()
      process.off('exit', kill)
    })()
    return stopped
  }
  const signal = options.signal ?? new AbortController().signal
  const stopEarly = () => void stop()
  signal.addEventListener('abort', stopEarly, { once: true })
  try {
    const setup: Setup = {
      state,
      ports: await choosePorts(options.ports ?? 'usual', environment, say),
      secrets: await loadSecrets(state),
      group,
      say,
      environment,
      programs: options.programs ?? PROGRAMS,
      ledgerIntervalMs: options.ledgerIntervalMs ?? Number(environment.SANDBOX_LEDGER_INTERVAL_MS || 1_000),
      postgresSettings: options.postgresSettings ?? {},
      temporal: options.temporal,
      signal,
    }
    dev = await bringUp(setup)
    signal.throwIfAborted()
    writeDevFile(state.dev, dev)
    return { dev, stateDir: state.path, logFile: state.log, stop, kill }
  } catch (error) {
    await stop()
    throw signal.aborted ? signal.reason : error
  } finally {
    signal.removeEventListener('abort', stopEarly)
  }
}

async function bringUp(setup: Setup): Promise<DevFile> {
  const { state, ports, secrets, group, say, programs, signal } = setup
  const inherited = inheritedEnvironment(setup.environment)
  const addresses = addressesOf(setup)
  await startFoundations(setup, inherited)
  signal.throwIfAborted()
  const chain = await readChainFacts(addresses.sandboxUrl)
  const shared = { ...inherited, ...sharedEnvironment(addresses, chain) }
  const workerEnv = { ...shared, ...appEnvironment(addresses), ...workerEnvironment(addresses, chain, secrets) }
  const migrateEnv = { ...shared, ...migrateEnvironment(addresses) }
  await runOnce({ label: 'Preparing the database', script: programs.migrate, env: migrateEnv }, say, signal)
  const apiKey = await bootstrapPlatform({
    script: programs.bootstrap,
    workerEnv,
    addresses,
    state,
    secrets,
    database: databaseName(setup.environment.DATABASE_URL),
    progress: say,
    signal,
  })
  signal.throwIfAborted()
  const apiEnv = { ...shared, ...appEnvironment(addresses), ...apiEnvironment(addresses, secrets) }
  say('Starting the worker and the API ...')
  await startAll([
    group.start(workerService({ state, script: programs.worker, env: workerEnv, progress: say })),
    group.start(apiService({ state, script: programs.api, env: apiEnv, progress: say }, ports.api)),
  ])
  return describe(addresses, apiKey, group)
}

async function startFoundations(setup: Setup, inherited: NodeJS.ProcessEnv): Promise<void> {
  const { state, ports, secrets, group, say, programs } = setup
  const ownDatabase = setup.environment.DATABASE_URL
  const temporal = setup.temporal === undefined ? [await ownTemporal(setup)] : []
  setup.signal.throwIfAborted()
  const names = [...(ownDatabase ? [] : ['Postgres']), ...temporal.map(() => 'Temporal'), 'the sandbox']
  say(`Starting ${new Intl.ListFormat('en').format(names)} ...`)
  const sandboxEnv = {
    ...inherited,
    SANDBOX_PORT: String(ports.sandbox),
    SANDBOX_DB: state.sandboxDb,
    SANDBOX_LEDGER_INTERVAL_MS: String(setup.ledgerIntervalMs),
  }
  await startAll([
    ...(ownDatabase ? [] : [group.start(postgresService(state, ports, secrets, say, setup.postgresSettings))]),
    ...temporal.map((service) => group.start(service)),
    group.start(sandboxService({ state, script: programs.sandbox, env: sandboxEnv, progress: say }, ports.sandbox)),
  ])
}

async function ownTemporal({ state, ports, say, environment, signal }: Setup): Promise<Service<'temporal'>> {
  return temporalService(state, ports, await findTemporalCli(say, { environment, signal }), say)
}

/** Waits for all, also when one fails: a start that is still under way could not be stopped cleanly. */
async function startAll(starts: Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(starts)
  const failed = results.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
}

function addressesOf(setup: Setup): Addresses {
  const { ports } = setup
  return {
    ...databaseOf(setup),
    temporalAddress: setup.temporal?.address ?? `127.0.0.1:${ports.temporal}`,
    temporalUi: setup.temporal?.uiUrl ?? `http://127.0.0.1:${ports.temporalUi}`,
    apiPort: ports.api,
    sandboxUrl: `http://127.0.0.1:${ports.sandbox}`,
  }
}

/** A database of the user's own is used with the user's own rights: the stack makes no roles on somebody else's server. */
function databaseOf({ environment, ports, secrets }: Setup): Pick<Addresses, 'databaseUrl' | 'app'> {
  const own = environment.DATABASE_URL
  if (own) return { databaseUrl: own }
  const databaseUrl = embeddedDatabaseUrl(ports, secrets)
  const password = appPassword(secrets)
  return { databaseUrl, app: { password, databaseUrl: urlAs(databaseUrl, roleNames('offerhub').app, password) } }
}

function describe(addresses: Addresses, apiKey: string, group: ServiceGroup): DevFile {
  const { sandboxUrl } = addresses
  return {
    apiUrl: `http://127.0.0.1:${addresses.apiPort}`,
    apiKey,
    temporalAddress: addresses.temporalAddress,
    temporalUi: addresses.temporalUi,
    databaseUrl: addresses.databaseUrl,
    sandbox: {
      rpcUrl: `${sandboxUrl}/rpc`,
      trustlessWorkUrl: `${sandboxUrl}/trustless-work`,
      faucetUrl: `${sandboxUrl}/faucet`,
      controlUrl: `${sandboxUrl}/control`,
    },
    pids: { supervisor: process.pid, ...group.pids() },
  }
}
