import { z } from 'zod'
import { ledgerRange } from '../ledgerRange.ts'
import type { RpcContext } from '../method.ts'
import { transactionInfo } from '../transactionInfo.ts'

const paramsSchema = z.object({
  hash: z.string().regex(/^[0-9a-fA-F]{64}$/, 'expected the 64 hex digits of a transaction hash'),
})

/** A transaction that reached a ledger; a fee bump is found by the hash of either of its transactions. */
export function getTransaction(context: RpcContext, params: unknown): Readonly<Record<string, unknown>> {
  const hash = paramsSchema.parse(params).hash.toLowerCase()
  const { oldest, oldestCloseTimeSeconds, latest, latestCloseTimeSeconds } = ledgerRange(context)
  const range = {
    latestLedger: latest,
    latestLedgerCloseTime: String(latestCloseTimeSeconds),
    oldestLedger: oldest,
    oldestLedgerCloseTime: String(oldestCloseTimeSeconds),
  }
  const record = context.chain.store.transactions.byHash(hash)
  if (record === undefined || record.ledger < oldest) return { ...range, status: 'NOT_FOUND', txHash: hash }
  return { ...range, ...transactionInfo(record), txHash: hash, createdAt: String(record.closeTimeSeconds) }
}
