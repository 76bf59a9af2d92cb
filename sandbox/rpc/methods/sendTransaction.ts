import { z } from 'zod'
import { decodeEnvelope, envelopeSchema } from '../decodeEnvelope.ts'
import type { RpcContext } from '../method.ts'

const paramsSchema = z.object({ transaction: envelopeSchema })

/** Takes a signed transaction. PENDING only says that it waits for a ledger. */
export function sendTransaction({ chain }: RpcContext, params: unknown): unknown {
  const { transaction } = paramsSchema.parse(params)
  decodeEnvelope(transaction, chain.network.id)
  const { status, hash, errorResult } = chain.submit(transaction)
  const head = chain.head()
  return {
    status,
    hash,
    latestLedger: head.sequence,
    latestLedgerCloseTime: String(head.closeTimeSeconds),
    ...(errorResult === undefined ? {} : { errorResultXdr: errorResult.toXdr('base64') }),
  }
}
