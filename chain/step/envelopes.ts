import { Transaction, xdr } from '@stellar/stellar-sdk'

/** The transaction that carries the operations: the inner one of a fee bump. */
export function transactionIn(envelopeXdr: string): Pick<xdr.Transaction, 'operations' | 'ext' | 'fee'> {
  const envelope = xdr.TransactionEnvelope.fromXdr(envelopeXdr, 'base64')
  if (envelope.type === 'envelopeTypeTxFeeBump') return envelope.feeBump.tx.innerTx.v1.tx
  return envelope.type === 'envelopeTypeTx' ? envelope.v1.tx : { ...envelope.v0.tx, ext: xdr.TransactionExt.v0() }
}

/** The most that an envelope may cost: what a fee bump offers where there is one. */
export function feeOffered(envelopeXdr: string): bigint {
  const envelope = xdr.TransactionEnvelope.fromXdr(envelopeXdr, 'base64')
  return envelope.type === 'envelopeTypeTxFeeBump' ? envelope.feeBump.tx.fee : BigInt(transactionIn(envelopeXdr).fee)
}

/** What the network's resources cost a contract call; part of its fee. */
export function resourceFeeOf(transaction: Transaction): bigint {
  const envelope = transaction.toEnvelope()
  if (envelope.type !== 'envelopeTypeTx') return 0n
  const { ext } = envelope.v1.tx
  return ext.type === 'sorobanData' ? ext.sorobanData.resourceFee : 0n
}

/** The same transaction with another fee; all else stays to the byte. It must not be signed yet. */
export function withFee(transaction: Transaction, feeStroops: bigint): Transaction {
  const envelope = transaction.toEnvelope()
  if (envelope.type !== 'envelopeTypeTx')
    throw new Error(`A transaction of type ${envelope.type} cannot get another fee`)
  const { sourceAccount, seqNum, cond, memo, operations, ext } = envelope.v1.tx
  const tx = new xdr.Transaction({ sourceAccount, fee: Number(feeStroops), seqNum, cond, memo, operations, ext })
  const raised = xdr.TransactionEnvelope.envelopeTypeTx(new xdr.TransactionV1Envelope({ tx, signatures: [] }))
  return new Transaction(raised, transaction.networkPassphrase)
}
