import { GENESIS_LEDGER } from '../genesis.ts'
import type { LedgerRange, RpcContext } from './method.ts'

/** From the oldest ledger that is remembered to the last. Nothing is deleted: forgetting is only pretended. */
export function ledgerRange({ chain, settings }: RpcContext): LedgerRange {
  const head = chain.head()
  const { historyRetentionLedgers: kept } = settings()
  const latest = { latest: head.sequence, latestCloseTimeSeconds: head.closeTimeSeconds }
  const oldest = kept === 0 ? GENESIS_LEDGER : Math.max(GENESIS_LEDGER, head.sequence - kept + 1)
  if (oldest === GENESIS_LEDGER) return { oldest, oldestCloseTimeSeconds: head.genesisCloseTimeSeconds, ...latest }
  // Empty ledgers leave no record. The first transaction that is remembered closed no earlier than the oldest ledger,
  // so nobody is told that this memory reaches back further than it does.
  const [first] = chain.store.transactions.after(oldest, 0, 1)
  return { oldest, oldestCloseTimeSeconds: first?.closeTimeSeconds ?? head.closeTimeSeconds, ...latest }
}
