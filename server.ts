import { createServer, type Server } from 'node:http'
import type { Logger } from 'pino'
import { type ApiApp, createApp } from './api/app.ts'
import { createReadiness, type Readiness } from './api/readiness.ts'
import { openTemporal, type TemporalConnection } from './api/temporal/client.ts'
import { type ApiConfig, loadApiConfig } from './config/load.ts'
import { type OutcomeListener, startOutcomeListener } from './db/commands/outcomeListener.ts'
import { close as closeDatabase, connect, type Database } from './db/connect.ts'
import { postgresDependency, temporalDependency } from './lifecycle/dependencies.ts'
import { dieClearly } from './lifecycle/dieClearly.ts'
import { type Drainable, makeDrainable } from './lifecycle/drainServer.ts'
import { openLog } from './lifecycle/openLog.ts'
import { readConfig } from './lifecycle/readConfig.ts'
import { DependenciesMissing, waitForDependencies } from './lifecycle/waitForDependencies.ts'
import { openTracing, type Tracing } from './telemetry/tracing.ts'

/** Longer than load balancers keep an idle connection, so that they never send into one that is just being closed. */
const KEEP_ALIVE_MS = 65_000
/** Of the time to stop: what closing connections to others may take when all requests are answered. */
const CLOSING_MS = 1_500

type Running = {
  readonly config: ApiConfig
  readonly logger: Logger
  readonly db: Database
  readonly listener: OutcomeListener
  readonly temporal: TemporalConnection
  readonly tracing: Tracing | null
  readonly readiness: Readiness
  readonly app: ApiApp
  readonly drainable: Drainable
}

async function main(): Promise<void> {
  const config = readConfig(loadApiConfig, process.env)
  const logger = openLog(config.logLevel)
  dieClearly(logger)
  const db = connect(config.databaseUrl, { applicationName: 'offerhub-api' })
  const listener = await startOutcomeListener(db)
  const tracing = await openTracing(config, 'offerhub-api')
  const temporal = openTemporal(config, tracing)
  const clock = { nowMs: () => Date.now() }
  const readiness = createReadiness()
  const app = createApp({ db, temporal: temporal.port, listener, config, clock, logger, readiness, tracing })
  const server = createServer(app.express)
  server.keepAliveTimeout = KEEP_ALIVE_MS
  const running = { config, logger, tracing, db, listener, temporal, readiness, app, drainable: makeDrainable(server) }

  const closing = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      closing.abort(new Error(signal))
      void stop(running, signal)
    })
  }
  await listen(server, config.port, config.host)
  logger.info({ address: server.address(), network: config.network }, 'The API is listening')
  await becomeReady(running, closing.signal)
}

/** Answers from the start on, with 503 until everything it needs was there once. */
async function becomeReady({ config, logger, db, temporal, readiness }: Running, signal: AbortSignal): Promise<void> {
  const dependencies = [postgresDependency(db), temporalDependency(temporal.connection, config)]
  const maxWaitMs = config.startWaitSeconds === undefined ? undefined : config.startWaitSeconds * 1_000
  try {
    await waitForDependencies(dependencies, {
      log: logger,
      signal,
      maxWaitMs,
      onRound: (missing) => {
        readiness.waitingFor = missing.map(({ name }) => name)
        // Reads need Postgres alone; what needs Temporal says so by itself.
        const canServe = readiness.stage === 'starting' && !readiness.waitingFor.includes('Postgres')
        if (canServe) readiness.stage = 'ready'
      },
    })
    logger.info('The API is ready')
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

/** Answers what has arrived, ends the event streams, and ends the process within its time. */
async function stop(running: Running, signal: NodeJS.Signals): Promise<void> {
  const { config, logger, db, listener, temporal, tracing, readiness, app, drainable } = running
  const [graceMs, forceMs] = [config.stopGraceSeconds * 1_000, config.stopForceSeconds * 1_000]
  logger.info({ signal, graceMs, forceMs }, 'The API is stopping')
  readiness.stage = 'stopping'
  setTimeout(() => {
    logger.error(`The API did not stop within ${forceMs} ms and is ended`)
    process.exit(1)
  }, forceMs).unref()
  const draining = drainable.drain({
    graceMs,
    extraMs: Math.max(forceMs - graceMs - CLOSING_MS, 0),
    // Who still waits for an outcome is answered 202; the accepted commands go on without this process.
    onGraceOver: () => void listener.close(),
  })
  const streamsEnded = app.close()
  const cutOff = await draining
  await Promise.all([streamsEnded, listener.close(), temporal.close(), tracing?.stop()])
  await closeDatabase(db, CLOSING_MS)
  logger.info({ cutOff }, 'The API has stopped')
  process.exit(0)
}

function listen(server: Server, port: number, host: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen(port, host, resolve)
  return promise
}

try {
  await main()
} catch (error) {
  // What is missing outside is a sentence for a person; a stack would bury it.
  process.stderr.write(`${error instanceof DependenciesMissing ? error.message : (error as Error).stack}\n`)
  process.exit(1)
}
