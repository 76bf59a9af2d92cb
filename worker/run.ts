import { NativeConnection, Runtime, type Worker } from '@temporalio/worker'
import type { Logger } from 'pino'
import { assertKeysConfigured } from '../chain/keys/assertKeysConfigured.ts'
import { checkNetwork } from '../chain/platform/checkNetwork.ts'
import type { WorkerConfig } from '../config/load.ts'
import { close } from '../db/connect.ts'
import { keyIdsInUse } from '../db/wallets/keyIdsInUse.ts'
import { type Equipment, equip } from './equip.ts'
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
    await checkSurroundings(equipment, log, closing)
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

/** A worker on the wrong network, or without a key that wallets still need, would fail later and less clearly. */
async function checkSurroundings(equipment: Equipment, log: Logger, closing: AbortSignal): Promise<void> {
  const { warning } = await checkNetwork(equipment.rpc, equipment.chain, closing)
  if (warning !== null) log.warn(warning)
  assertKeysConfigured(equipment.masterKeys, (await keyIdsInUse(equipment.db)).keys())
}

function shutDown(workers: readonly Worker[], log: Logger): void {
  log.info('worker is shutting down')
  for (const worker of workers) worker.shutdown()
}
