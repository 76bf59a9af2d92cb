import { z } from 'zod'
import { ledgerRange } from '../ledgerRange.ts'
import type { RpcContext } from '../method.ts'
import { INVALID_PARAMS, INVALID_REQUEST, RpcError } from '../rpcError.ts'
import { transactionInfo } from '../transactionInfo.ts'

const MAX_LIMIT = 200
const DEFAULT_LIMIT = 50
const FIRST_OPERATION = 1n

const paramsSchema = z.object({
  startLedger: z.number().int().positive().optional(),
  pagination: z
    .object({
      cursor: z
        .string()
        .regex(/^\d{1,19}$/)
        .optional(),
      limit: z.number().int().positive().max(MAX_LIMIT).optional(),
    })
    .optional(),
})

interface Position {
  readonly ledger: number
  readonly order: number
}

/** Transactions in ledger order, from a ledger on or behind a cursor. */
export function getTransactions(context: RpcContext, params: unknown): unknown {
  const { startLedger, pagination } = paramsSchema.parse(params)
  const range = ledgerRange(context)
  const start = startPosition(startLedger, pagination?.cursor)
  if (start.ledger < range.oldest || start.ledger > range.latest) {
    const detail = `start ledger must be between the oldest ledger: ${range.oldest} and the latest ledger: ${range.latest}`
    throw new RpcError(INVALID_REQUEST, `${detail} for this rpc instance`)
  }
  const limit = pagination?.limit ?? DEFAULT_LIMIT
  const records = context.chain.store.transactions.after(start.ledger, start.order, limit)
  const last = records.length < limit ? undefined : records.at(-1)
  // A page that is not full reaches to the end of the latest ledger.
  const end =
    last === undefined
      ? { ledger: range.latest, order: MAX_ORDER }
      : { ledger: last.ledger, order: last.applicationOrder }
  return {
    transactions: records.map(transactionInfo),
    latestLedger: range.latest,
    latestLedgerCloseTimestamp: range.latestCloseTimeSeconds,
    oldestLedger: range.oldest,
    oldestLedgerCloseTimestamp: range.oldestCloseTimeSeconds,
    cursor: ((BigInt(end.ledger) << 32n) | (BigInt(end.order) << 12n) | FIRST_OPERATION).toString(),
  }
}

const MAX_ORDER = 0xffffe

function startPosition(startLedger: number | undefined, cursor: string | undefined): Position {
  if ((startLedger === undefined) === (cursor === undefined)) {
    throw new RpcError(INVALID_PARAMS, 'either startLedger or pagination.cursor must be set, not both')
  }
  if (startLedger !== undefined) return { ledger: startLedger, order: 0 }
  const toid = BigInt(cursor ?? '0')
  return { ledger: Number(toid >> 32n), order: Number((toid >> 12n) & 0xfffffn) }
}
