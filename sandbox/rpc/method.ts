import type { NetworkSettings } from '../faults/networkSettings.ts'
import type { Chain } from '../ledger/chain.ts'

/** One RPC method: takes the raw params, answers the result member, throws RpcError. */
export type RpcMethod = (params: unknown) => unknown

export interface RpcContext {
  readonly chain: Chain
  readonly friendbotUrl: string
  /** Read at every request. */
  readonly settings: () => NetworkSettings
}

/** The ledgers this server can answer for. */
export interface LedgerRange {
  readonly oldest: number
  readonly oldestCloseTimeSeconds: number
  readonly latest: number
  readonly latestCloseTimeSeconds: number
}
