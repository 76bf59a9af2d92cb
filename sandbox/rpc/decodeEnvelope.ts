import { z } from 'zod'
import { decodeTransaction, type TransactionFrame, UnsupportedEnvelopeError } from '../ledger/transactionFrame.ts'
import { INVALID_PARAMS, RpcError } from './rpcError.ts'

const MAX_ENVELOPE_CHARACTERS = 200_000

/** A base64 envelope in params. */
export const envelopeSchema = z.string().min(1).max(MAX_ENVELOPE_CHARACTERS)

/** Decodes an envelope, or says in RPC's words that it cannot. */
export function decodeEnvelope(envelopeXdr: string, networkId: Uint8Array): TransactionFrame {
  try {
    return decodeTransaction(envelopeXdr, networkId)
  } catch (error) {
    if (error instanceof UnsupportedEnvelopeError) throw new RpcError(INVALID_PARAMS, error.message)
    throw new RpcError(INVALID_PARAMS, 'invalid_xdr')
  }
}
