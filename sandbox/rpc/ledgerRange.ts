import { GENESIS_LEDGER } from '../genesis.ts'
import type { Chain } from '../ledger/chain.ts'
import type { LedgerRange } from './method.ts'

/** From the first ledger to the last. */
export function ledgerRange(chain: Chain): LedgerRange {
  const head = chain.head()
  return {
    oldest: GENESIS_LEDGER,
    oldestCloseTimeSeconds: head.genesisCloseTimeSeconds,
    latest: head.sequence,
    latestCloseTimeSeconds: head.closeTimeSeconds,
  }
}
