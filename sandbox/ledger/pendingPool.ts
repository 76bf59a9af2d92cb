import type { TransactionFrame } from './transactionFrame.ts'

/** Transactions that wait for the next ledger, in the order they came; one per source account. */
export interface PendingPool {
  /** Whether the same transaction, plain or inside a fee bump, already waits. */
  holds(frame: TransactionFrame): boolean
  /** Whether another transaction stands in the way: same source account, or no room left. */
  blocks(frame: TransactionFrame): boolean
  /** Fees that transactions already waiting will take from an account. */
  promisedFeesStroops(feeSource: string): bigint
  add(frame: TransactionFrame): void
  /** Takes out what goes into the next ledger. */
  take(limit: number): TransactionFrame[]
}

const MAX_PENDING = 2_000

export function createPendingPool(): PendingPool {
  const bySource = new Map<string, TransactionFrame>()
  return {
    holds: (frame) => {
      const waiting = bySource.get(frame.source)
      if (waiting === undefined) return false
      return waiting.hashHex === frame.hashHex || (!frame.feeBump && waiting.innerHashHex === frame.hashHex)
    },
    blocks: (frame) => bySource.size >= MAX_PENDING || bySource.has(frame.source),
    promisedFeesStroops: (feeSource) => {
      let total = 0n
      for (const frame of bySource.values()) if (frame.feeSource === feeSource) total += frame.feeBidStroops
      return total
    },
    add: (frame) => void bySource.set(frame.source, frame),
    take: (limit) => {
      const taken = [...bySource.values()].slice(0, limit)
      for (const frame of taken) bySource.delete(frame.source)
      return taken
    },
  }
}
