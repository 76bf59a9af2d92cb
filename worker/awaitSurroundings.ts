import { Connection } from '@temporalio/client'
import type { Logger } from 'pino'
import type { ChainRpc } from '../chain/rpc/client.ts'
import type { WorkerConfig } from '../config/load.ts'
import { connectionOptions } from '../config/temporalConnection.ts'
import { postgresDependency, temporalDependency, trustDependency } from '../lifecycle/dependencies.ts'
import { type Dependency, waitForDependencies } from '../lifecycle/waitForDependencies.ts'
import { detectRestore } from './detectRestore.ts'
import type { Equipment } from './equip.ts'

/**
 * Waits until Postgres, Temporal and the RPC server answer, whichever of them starts last, and until a database that was
 * brought back from a backup has been repaired.
 */
export async function awaitSurroundings(
  config: WorkerConfig,
  { db, rpc }: Pick<Equipment, 'db' | 'rpc'>,
  log: Logger,
  closing: AbortSignal,
): Promise<void> {
  // Without the client's own retries: one that is due when the connection is closed would end the process.
  const connection = Connection.lazy({ ...connectionOptions(config), interceptors: [] })
  const { startWaitSeconds } = config
  const options = {
    log,
    signal: closing,
    maxWaitMs: startWaitSeconds === undefined ? undefined : startWaitSeconds * 1_000,
  }
  try {
    await waitForDependencies(
      [postgresDependency(db), temporalDependency(connection, config), rpcDependency(rpc)],
      options,
    )
    await detectRestore(config, db, log)
    await waitForDependencies([trustDependency(db)], options)
  } finally {
    await connection.close()
  }
}

/** Which network it belongs to is looked at afterwards: a wrong one does not become right by waiting. */
function rpcDependency(rpc: ChainRpc): Dependency {
  return { name: 'the Stellar RPC server', check: async () => void (await rpc.getNetwork()) }
}
