import { GracefulShutdownPeriodExpiredError, NativeConnection, Runtime, type Worker } from '@temporalio/worker'
import type { Logger } from 'pino'
import { assertKeysConfigured } from '../chain/keys/assertKeysConfigured.ts'
import { checkNetwork } from '../chain/platform/checkNetwork.ts'
import type { WorkerConfig } from '../config/load.ts'
import { connectionOptions } from '../config/temporalConnection.ts'
import { close } from '../db/connect.ts'
import { keyIdsInUse } from '../db/wallets/keyIdsInUse.ts'
import { openTracing } from '../telemetry/tracing.ts'
import { awaitSurroundings } from './awaitSurroundings.ts'
import { equip } from './equip.ts'
import { serveHealth, type WorkerHealth } from './healthServer.ts'
import { serveMetrics } from './metrics/serveMetrics.ts'
import { telemetryOptions } from './metrics/telemetryOptions.ts'
import { watchDatabase } from './metrics/watchDatabase.ts'
import { createWorkerMetrics } from './metrics/workerMetrics.ts'
import { startServices } from './startServices.ts'
import { type Telemetry, type Watched, watched } from './telemetry.ts'
import { temporalLogger } from './temporalLogger.ts'
import { createEscrowWorker, createOrderWorker } from './workers.ts'

/** Of the time to stop: what closing connections may take when the workers have let go. */
const CLOSING_MS = 1_500

/** Waits for what it needs, then runs until `closing` aborts: the workers finish what they hold, and everything is closed. */
export async function runWorker(config: WorkerConfig, log: Logger, closing: AbortSignal): Promise<void> {
  // Shutdown is ours to order; by default the runtime would stop its workers on the same signals behind our back.
  Runtime.install({ logger: temporalLogger(log), shutdownSignals: [], ...telemetryOptions(config) })
  const telemetry = { metrics: createWorkerMetrics(), tracing: await openTracing(config, 'offerhub-worker') }
  const metricsServer = await startMetricsServer(config, telemetry)
  const equipment = watched(equip(config, closing), telemetry)
  watchDatabase(telemetry.metrics.registry, equipment.db)
  const health: WorkerHealth = { isReady: false }
  const healthServer = config.healthPort === undefined ? null : await serveHealth(config.healthPort, health)
  try {
    await awaitSurroundings(config, equipment, log, closing)
    const connection = await NativeConnection.connect(connectionOptions(config))
    try {
      await checkSurroundings(equipment, log, closing)
      await runWorkers(config, equipment, connection, log, health)
    } finally {
      health.isReady = false
      await connection.close()
    }
  } catch (error) {
    // Whatever is given up because the process is to stop is no failure.
    if (!closing.aborted) throw error
  } finally {
    healthServer?.close()
    metricsServer?.close()
    await Promise.all([close(equipment.db, CLOSING_MS), telemetry.tracing?.stop()])
  }
}

async function startMetricsServer(config: WorkerConfig, { metrics }: Telemetry) {
  const { workerMetricsHost: host, workerMetricsPort: port } = config
  return port === undefined ? null : await serveMetrics(metrics.registry, host, port)
}

async function runWorkers(
  config: WorkerConfig,
  equipment: Watched,
  connection: NativeConnection,
  log: Logger,
  health: WorkerHealth,
) {
  const { closing } = equipment
  const workers = [
    await createOrderWorker(connection, config, equipment),
    await createEscrowWorker(connection, config, equipment),
  ]
  const shutDown = () => {
    health.isReady = false
    workers.forEach((worker) => void shutDownOne(worker))
  }
  closing.addEventListener('abort', shutDown, { once: true })
  const running = Promise.all(workers.map((worker) => worker.run()))
  if (closing.aborted) shutDown()
  const starting = startServices(config, log, closing).then(() => {
    health.isReady = !closing.aborted
  })
  try {
    await Promise.all([running, starting])
  } catch (error) {
    if (!(error instanceof GracefulShutdownPeriodExpiredError)) throw error
    // Temporal hands out again what was cut off, and every step goes on from what Postgres knows of it.
    log.warn('the worker was cut off in the middle of an activity that did not hand back in time')
  }
}

function shutDownOne(worker: Worker): void {
  if (worker.getState() === 'RUNNING') worker.shutdown()
}

/** A worker on the wrong network, or without a key that wallets still need, would fail later and less clearly. */
async function checkSurroundings(equipment: Watched, log: Logger, closing: AbortSignal): Promise<void> {
  const { warning } = await checkNetwork(equipment.rpc, equipment.chain, closing)
  if (warning !== null) log.warn(warning)
  assertKeysConfigured(equipment.masterKeys, (await keyIdsInUse(equipment.db)).keys())
}
