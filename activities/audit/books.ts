import type { ChainConfig } from '../../chain/network.ts'
import type { ChainRpc } from '../../chain/rpc/client.ts'
import type { Database } from '../../db/connect.ts'

/** Both sides of what the auditor compares: the ledger, and the chain that it stands for. */
export type Books = {
  readonly db: Pick<Database, 'sql' | 'news'>
  readonly rpc: ChainRpc
  readonly chain: Pick<ChainConfig, 'passphrase' | 'usdcIssuer'>
  readonly treasuryAddress: string
}
