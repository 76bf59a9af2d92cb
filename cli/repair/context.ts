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
  /** Pays the fee of everything that a wallet of ours sends. */
  readonly sponsor: string
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
  const accountOf = (role: 'treasury' | 'sponsor') =>
    readPlatformAccount(db, role).catch(async (error) => {
      await close(db)
      throw error
    })
  const repair: Repair = {
    db,
    rpc: createRpc(system.rpcUrl),
    network: system.chain,
    temporal: new Client({ connection, namespace: system.temporalNamespace }),
    treasury: await accountOf('treasury'),
    sponsor: await accountOf('sponsor'),
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
