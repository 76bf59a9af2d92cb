import { z } from 'zod'
import type { TransactionRecord } from '../../store/transactions.ts'
import { ledgerRange } from '../ledgerRange.ts'
import type { RpcContext } from '../method.ts'
import { transactionInfo } from '../transactionInfo.ts'

const paramsSchema = z.object({
  hash: z.string().regex(/^[0-9a-fA-F]{64}$/, 'expected the 64 hex digits of a transaction hash'),
})

export interface Lookup {
  readonly hash: string
  /** What is found, unless it is forgotten. */
  readonly record: TransactionRecord | undefined
  readonly answer: Readonly<Record<string, unknown>>
}

/** A transaction that reached a ledger; a fee bump is found by the hash of either of its transactions. */
export function getTransaction(context: RpcContext, params: unknown): Readonly<Record<string, unknown>> {
  return lookUpTransaction(context, params).answer
}

/** The same with what the answer was made from. */
export function lookUpTransaction(context: RpcContext, params: unknown): Lookup {
  const hash = paramsSchema.parse(params).hash.toLowerCase()
  const { oldest, oldestCloseTimeSeconds, latest, latestCloseTimeSeconds } = ledgerRange(context)
  const range = {
    latestLedger: latest,
    latestLedgerCloseTime: String(latestCloseTimeSeconds),
    oldestLedger: oldest,
    oldestLedgerCloseTime: String(oldestCloseTimeSeconds),
  }
  const found = context.chain.store.transactions.byHash(hash)
  if (found === undefined || found.ledger < oldest) {
    return { hash, record: undefined, answer: { ...range, status: 'NOT_FOUND', txHash: hash } }
  }
  const facts = { ...transactionInfo(found), txHash: hash, createdAt: String(found.closeTimeSeconds) }
  return { hash, record: found, answer: { ...range, ...facts } }
}
