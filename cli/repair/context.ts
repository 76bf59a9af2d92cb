import { Client, Connection } from '@temporalio/client'
import { type ChainRpc, createRpc } from '../../chain/rpc/client.ts'
import type { Environment } from '../../config/givenValue.ts'
import { connectionOptions } from '../../config/temporalConnection.ts'
import { close, connect, type Database } from '../../db/connect.ts'
import { readPlatformAccount } from '../../db/platform/platformAccounts.ts'
import { type System, systemIn } from '../stack/system.ts'
import type { Report } from './report.ts'

/** What a repair works with. It has no keys: it signs nothing. */
export type Repair = {
  readonly db: Database
  readonly rpc: ChainRpc
  readonly network: System['chain']
  readonly temporal: Client
  readonly treasury: string
  /** False: only looks and tells. */
  readonly apply: boolean
  readonly report: Report
}

export async function openRepair(
  env: Environment,
  options: Pick<Repair, 'apply' | 'report'>,
): Promise<{ repair: Repair; close(): Promise<void> }> {
  const system = systemIn(env)
  const db = connect(system.databaseUrl, { maxConnections: 4, applicationName: 'offerhub-repair' })
  const connection = Connection.lazy(connectionOptions(system))
  const repair: Repair = {
    db,
    rpc: createRpc(system.rpcUrl),
    network: system.chain,
    temporal: new Client({ connection, namespace: system.temporalNamespace }),
    treasury: await readPlatformAccount(db, 'treasury').catch(async (error) => {
      await close(db)
      throw error
    }),
    ...options,
  }
  return {
    repair,
    async close() {
      await connection.close()
      await close(db)
    },
  }
}
