import { type Transaction, xdr } from '@stellar/stellar-sdk'
import { invariant } from '../../domain/invariant.ts'

/** The transaction that carries the operations: the inner one of a fee bump. */
export function transactionIn(envelopeXdr: string): Pick<xdr.Transaction, 'operations' | 'ext' | 'fee'> {
  const envelope = xdr.TransactionEnvelope.fromXdr(envelopeXdr, 'base64')
  if (envelope.type === 'envelopeTypeTxFeeBump') return envelope.feeBump.tx.innerTx.v1.tx
  return envelope.type === 'envelopeTypeTx' ? envelope.v1.tx : { ...envelope.v0.tx, ext: xdr.TransactionExt.v0() }
}

/** A transaction of the SDK's builder as it will be signed. */
export function unsignedOf(transaction: Transaction): xdr.Transaction {
  const envelope = transaction.toEnvelope()
  invariant(envelope.type === 'envelopeTypeTx', `The SDK built an ${envelope.type}`)
  return envelope.v1.tx
}

/** The most that an envelope may cost: what a fee bump offers where there is one. */
export function feeOffered(envelopeXdr: string): bigint {
  const envelope = xdr.TransactionEnvelope.fromXdr(envelopeXdr, 'base64')
  return envelope.type === 'envelopeTypeTxFeeBump' ? envelope.feeBump.tx.fee : BigInt(transactionIn(envelopeXdr).fee)
}

/** What the network's resources cost a contract call; part of its fee. */
export function resourceFeeOf({ ext }: xdr.Transaction): bigint {
  return ext.type === 'sorobanData' ? ext.sorobanData.resourceFee : 0n
}

/** The same transaction with another fee; all else stays to the byte. It must not be signed yet. */
export function withFee(transaction: xdr.Transaction, feeStroops: bigint): xdr.Transaction {
  const { sourceAccount, seqNum, cond, memo, operations, ext } = transaction
  return new xdr.Transaction({ sourceAccount, fee: Number(feeStroops), seqNum, cond, memo, operations, ext })
}
