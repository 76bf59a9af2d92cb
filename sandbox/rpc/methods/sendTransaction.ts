import { z } from 'zod'
import { surgeRefusal } from '../../faults/surgeRefusal.ts'
import type { Submission } from '../../ledger/chain.ts'
import type { TransactionFrame } from '../../ledger/transactionFrame.ts'
import { xdrText } from '../../xdr/encode.ts'
import { decodeEnvelope, envelopeSchema } from '../decodeEnvelope.ts'
import type { RpcContext } from '../method.ts'

const paramsSchema = z.object({ transaction: envelopeSchema })

export type SendAnswer = Readonly<Record<string, unknown>> & Pick<Submission, 'status'>

/** Takes a signed transaction. PENDING only says that it waits for a ledger. */
export function sendTransaction(context: RpcContext, params: unknown): SendAnswer {
  return submitFrame(context, submittedFrame(context, params))
}

/** The same with a transaction that is decoded already. */
export function submitFrame(context: RpcContext, frame: TransactionFrame): SendAnswer {
  const errorResult = surgeRefusal(frame, context.settings().feeSurgeFactor)
  if (errorResult !== undefined) return sendAnswer(context, { status: 'ERROR', hash: frame.hashHex, errorResult })
  return sendAnswer(context, context.chain.submitFrame(frame))
}

/** The transaction that the params hold. */
export function submittedFrame({ chain }: RpcContext, params: unknown): TransactionFrame {
  return decodeEnvelope(paramsSchema.parse(params).transaction, chain.network.id)
}

/** RPC's words for what became of a submission. */
export function sendAnswer({ chain }: RpcContext, { status, hash, errorResult }: Submission): SendAnswer {
  const head = chain.head()
  return {
    status,
    hash,
    latestLedger: head.sequence,
    latestLedgerCloseTime: String(head.closeTimeSeconds),
    ...(errorResult === undefined ? {} : { errorResultXdr: xdrText(errorResult) }),
  }
}
