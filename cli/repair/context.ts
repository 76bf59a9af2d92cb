import { Client, Connection } from '@temporalio/client'
import { type ChainRpc, createRpc } from '../../chain/rpc/client.ts'
import type { Environment } from '../../config/givenValue.ts'
import { readSome } from '../../config/readSettings.ts'
import { close, connect, type Database } from '../../db/connect.ts'
import { readPlatformAccount } from '../../db/platform/platformAccounts.ts'
import type { Report } from './report.ts'

/** What a repair works with. It has no keys: it signs nothing. */
export type Repair = {
  readonly db: Database
  readonly rpc: ChainRpc
  readonly network: { readonly passphrase: string; readonly usdcIssuer: string }
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
  const settings = readSome(
    ['databaseUrl', 'temporalAddress', 'temporalNamespace', 'rpcUrl', 'networkPassphrase', 'usdcIssuer'],
    env,
  )
  const db = connect(settings.databaseUrl, { maxConnections: 4, applicationName: 'offerhub-repair' })
  const connection = Connection.lazy({ address: settings.temporalAddress })
  const repair: Repair = {
    db,
    rpc: createRpc(settings.rpcUrl),
    network: { passphrase: settings.networkPassphrase, usdcIssuer: settings.usdcIssuer },
    temporal: new Client({ connection, namespace: settings.temporalNamespace }),
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
