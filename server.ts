import { createServer, type Server } from 'node:http'
import { pino } from 'pino'
import { createApp } from './api/app.ts'
import { openTemporal } from './api/temporal/client.ts'
import { loadApiConfig } from './config/load.ts'
import { ConfigurationError } from './config/readSettings.ts'
import { startOutcomeListener } from './db/commands/outcomeListener.ts'
import { close as closeDatabase, connect } from './db/connect.ts'

/** Longer than the longest wait of a request, shorter than what an orchestrator of containers usually grants. */
const STOP_TIMEOUT_MS = 25_000
/** Longer than load balancers keep an idle connection, so that they never send into one that is just being closed. */
const KEEP_ALIVE_MS = 65_000

async function main(): Promise<void> {
  const config = loadApiConfig(process.env)
  const logger = pino({ level: config.logLevel, redact: ['req.headers.authorization', '*.databaseUrl'] })
  const db = connect(config.databaseUrl, { applicationName: 'offerhub-api' })
  const listener = await startOutcomeListener(db)
  const temporal = openTemporal({ address: config.temporalAddress, namespace: config.temporalNamespace })
  const clock = { nowMs: () => Date.now() }
  const app = createApp({ db, temporal: temporal.port, listener, config, clock, logger })

  const server = createServer(app.express)
  server.keepAliveTimeout = KEEP_ALIVE_MS
  await listen(server, config.port, config.host)
  logger.info({ address: server.address(), network: config.network }, 'The API is listening')

  const stop = async (signal: NodeJS.Signals) => {
    logger.info({ signal }, 'The API is stopping')
    setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref()
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    await app.close()
    // Who still waits for an outcome is answered 202 now; the accepted commands go on without this process.
    await listener.close()
    await closed
    await temporal.close()
    await closeDatabase(db)
    logger.info('The API has stopped')
  }
  process.once('SIGTERM', (signal) => void stop(signal))
  process.once('SIGINT', (signal) => void stop(signal))
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
  // A configuration error is a list for a person to work through; a stack would bury it.
  process.stderr.write(`${error instanceof ConfigurationError ? error.message : (error as Error).stack}\n`)
  process.exitCode = 1
}
