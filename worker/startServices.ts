import { setTimeout as delay } from 'node:timers/promises'
import { Client, Connection } from '@temporalio/client'
import type { Logger } from 'pino'
import type { WorkerConfig } from '../config/load.ts'
import { connectionOptions } from '../config/temporalConnection.ts'
import { startServiceWorkflows } from './startServiceWorkflows.ts'

const RETRY_MS = 2_000
const READY = 'worker is ready'

/**
 * Every worker starts the service workflows; whoever comes first wins, the others use the one that runs. Repeated until
 * Temporal has taken them all, should it go away in between; then the worker is ready and says so.
 */
export async function startServices(config: WorkerConfig, log: Logger, closing: AbortSignal): Promise<void> {
  const connection = Connection.lazy(connectionOptions(config))
  const client = new Client({ connection, namespace: config.temporalNamespace })
  try {
    while (!closing.aborted) {
      try {
        await startServiceWorkflows(client)
        log.info({ temporal: config.temporalAddress, network: config.network }, READY)
        return
      } catch (error) {
        log.warn({ err: error }, 'the services could not be started; it is tried again')
        await delay(RETRY_MS, undefined, { signal: closing }).catch(() => undefined)
      }
    }
  } finally {
    await connection.close()
  }
}
