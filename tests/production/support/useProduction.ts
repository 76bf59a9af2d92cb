import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { Client, Connection } from '@temporalio/client'
import { afterAll, beforeAll, inject } from 'vitest'
import { connectApi, type DemoApi } from '../../../cli/demo/api.ts'
import { close, connect, type Database } from '../../../db/connect.ts'
import { findFreePort } from '../../../local/ports.ts'
import { projectRoot } from '../../../local/projectRoot.ts'
import { readChainFacts } from '../../../local/supervisor/readChainFacts.ts'
import { startTemporalServer } from '../../../local/temporal/startTemporalServer.ts'
import { buildImage } from './buildImage.ts'
import { readCompose } from './compose.ts'
import { prepareDatabases } from './prepareDatabases.ts'
import { type Ground, runJob, type Service, startService } from './runService.ts'
import { startTemporalTls } from './temporalTls.ts'

/** The system of docker-compose.yml on this machine, without docker: same programs, same commands, same settings, TLS to Temporal. */
export type Production = {
  readonly ground: Ground
  readonly api: DemoApi
  readonly apiKey: string
  readonly apiUrl: string
  readonly faucetUrl: string
  readonly db: Database
  readonly temporal: Client
  readonly said: Readonly<Record<string, string>>
  /** Runs Temporal's schema job once more. */
  prepareSchema(): Promise<string>
  startWorker(release: string, more?: NodeJS.ProcessEnv): Promise<Service>
  startApi(): Promise<Service>
  restartApi(): Promise<void>
  stopWorkers(release: string): Promise<void>
  promote(release: string): Promise<string>
}

/** Building the server with Go takes minutes on a machine that has never done it. */
const START_MS = 20 * 60_000
const STOP_MS = 120_000
const NAMESPACE = 'shop'
const LEDGER_INTERVAL_MS = '100'
const SHARDS = 4

export function useProduction(release: string): () => Production {
  const ends: (() => Promise<unknown>)[] = []
  let production: Production | undefined
  beforeAll(async () => {
    production = await startProduction(release, ends)
  }, START_MS)
  afterAll(async () => {
    for (const end of ends.toReversed()) await end()
  }, STOP_MS)
  return () => {
    if (production === undefined) throw new Error('The system did not start')
    return production
  }
}

async function startProduction(release: string, ends: (() => Promise<unknown>)[]): Promise<Production> {
  const folder = await mkdtemp(path.join(tmpdir(), 'offerhub-production-'))
  ends.push(() => rm(folder, { recursive: true, force: true }))
  const [app, secrets] = [path.join(folder, 'app'), path.join(folder, 'secrets')]
  await Promise.all([buildImage(app), makeSecrets(secrets)])
  const password = (await readFile(path.join(secrets, 'temporal.env'), 'utf8')).trim().replace('POSTGRES_PWD=', '')
  const databases = await prepareDatabases(inject('postgresUrl'), password)
  ends.push(() => databases.drop())
  await replaceSecret(secrets, 'database_owner_url', databases.url)
  const appPassword = (await readFile(path.join(secrets, 'database_app_password'), 'utf8')).trim()
  await replaceSecret(secrets, 'database_url', asApp(databases.url, appPassword))
  await replaceSecret(secrets, 'trustless_work_api_key', 'sandbox')

  const basics = { RELEASE: release, STELLAR_NETWORK: 'local', TEMPORAL_NAMESPACE: NAMESPACE }
  const first: Ground = {
    compose: readCompose({ ...basics, SANDBOX_LEDGER_INTERVAL_MS: LEDGER_INTERVAL_MS }),
    app,
    secrets,
    folder,
  }
  const { temporal, 'temporal-schema': schema } = first.compose.services
  const server = await startTemporalServer({
    folder,
    environment: { ...temporal?.environment, ...databases.temporal },
    schemaEnvironment: { ...schema?.environment, ...databases.temporal },
    shards: SHARDS,
    progress: (line) => process.stderr.write(`${line}\n`),
  })
  ends.push(() => server.stop())
  const tls = await startTemporalTls(server.address, secrets)
  ends.push(async () => tls.stop())
  const [sandboxPort, apiPort] = [String(await findFreePort()), String(await findFreePort())]
  const sandbox = await startService(first, 'sandbox', 'sandbox', {
    SANDBOX_PORT: sandboxPort,
    SANDBOX_DB: path.join(folder, 'sandbox.sqlite'),
    SANDBOX_HOST: '127.0.0.1',
  })
  ends.push(() => sandbox.stop())
  const sandboxUrl = `http://127.0.0.1:${sandboxPort}`
  const { factoryContractId } = await readChainFacts(sandboxUrl)
  const ground: Ground = {
    ...first,
    compose: readCompose({
      ...basics,
      ESCROW_FACTORY_ID: factoryContractId,
      FAUCET_URL: `${sandboxUrl}/faucet`,
      FRIENDBOT_URL: `${sandboxUrl}/friendbot`,
      OFFERHUB_CREATE_API_KEY: '1',
      STELLAR_RPC_URL: `${sandboxUrl}/rpc`,
      ...tls.variables,
      TRUSTLESS_WORK_URL: `${sandboxUrl}/trustless-work`,
    }),
  }
  const [migrate, setup] = [await runJob(ground, 'migrate'), await runJob(ground, 'temporal-setup')]
  const bootstrap = await runJob(ground, 'bootstrap')
  const apiKey = /"apiKey":"([^"]+)"/.exec(bootstrap)?.[1] ?? ''
  const apiUrl = `http://127.0.0.1:${apiPort}`
  const db = connect(databases.url, { maxConnections: 3, applicationName: 'offerhub-test' })
  ends.push(() => close(db))
  const connection = await Connection.connect({ address: server.address })
  ends.push(() => connection.close())
  let started = 0
  let api: Service | undefined
  const workers: { release: string; service: Service }[] = []
  const startApi = async () => {
    api = await starting('api', { PORT: apiPort, HOST: '127.0.0.1' })
    return api
  }
  const starting = async (name: string, more: NodeJS.ProcessEnv) => {
    started += 1
    const service = await startService(ground, name, `${name}-${started}`, more)
    ends.push(() => service.stop())
    return service
  }
  return {
    ground,
    api: connectApi(apiUrl, apiKey),
    apiKey,
    apiUrl,
    faucetUrl: `${sandboxUrl}/faucet`,
    db,
    temporal: new Client({ connection, namespace: NAMESPACE }),
    said: { migrate, setup, bootstrap },
    prepareSchema: server.prepareSchema,
    async startWorker(id, more = {}) {
      // In containers each worker has all of them to itself.
      const names = ['HEALTH_PORT', 'WORKER_METRICS_PORT', 'WORKER_SDK_METRICS_PORT']
      const ports = Object.fromEntries(
        await Promise.all(names.map(async (name) => [name, String(await findFreePort())])),
      )
      const service = await starting('worker', { ...ports, WORKER_BUILD_ID: id, ...more })
      workers.push({ release: id, service })
      return service
    },
    async stopWorkers(id) {
      await Promise.all(workers.filter(({ release }) => release === id).map(({ service }) => service.stop()))
    },
    startApi,
    async restartApi() {
      await api?.stop()
      await startApi()
    },
    promote: (id) => runJob(ground, 'promote', { WORKER_BUILD_ID: id }),
  }
}

async function makeSecrets(folder: string): Promise<void> {
  await promisify(execFile)(process.execPath, ['cli/newKeys.ts', '--into', folder], { cwd: projectRoot })
}

async function replaceSecret(folder: string, name: string, value: string): Promise<void> {
  await rm(path.join(folder, name))
  await writeFile(path.join(folder, name), `${value}\n`)
}

/** The role that the migrations make for a database is named after it. */
function asApp(ownerUrl: string, password: string): string {
  const url = new URL(ownerUrl)
  url.username = `${url.pathname.slice(1)}_app`
  url.password = password
  return String(url)
}
