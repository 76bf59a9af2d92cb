import { NativeConnection, Runtime, type Worker } from '@temporalio/worker'
import type { Logger } from 'pino'
import { checkNetwork } from '../chain/platform/checkNetwork.ts'
import type { WorkerConfig } from '../config/load.ts'
import { close } from '../db/connect.ts'
import { equip } from './equip.ts'
import { startServices } from './startServices.ts'
import { temporalLogger } from './temporalLogger.ts'
import { createEscrowWorker, createOrderWorker } from './workers.ts'

/** Runs until `closing` aborts: then the workers finish what they hold and everything is closed in order. */
export async function runWorker(config: WorkerConfig, log: Logger, closing: AbortSignal): Promise<void> {
  // Shutdown is ours to order; by default the runtime would stop its workers on the same signals behind our back.
  Runtime.install({ logger: temporalLogger(log), shutdownSignals: [] })
  const equipment = equip(config, closing)
  const connection = await NativeConnection.connect({ address: config.temporalAddress })
  try {
    await checkNetwork(equipment.rpc, equipment.chain, closing)
    const workers = [
      await createOrderWorker(connection, config, equipment),
      await createEscrowWorker(connection, config, equipment),
    ]
    closing.addEventListener('abort', () => shutDown(workers, log), { once: true })
    if (closing.aborted) return
    const running = Promise.all(workers.map((worker) => worker.run()))
    await startServices(config)
    log.info({ temporal: config.temporalAddress, network: config.network }, 'worker is ready')
    await running
  } finally {
    await connection.close()
    await close(equipment.db)
  }
}

function shutDown(workers: readonly Worker[], log: Logger): void {
  log.info('worker is shutting down')
  for (const worker of workers) worker.shutdown()
}
