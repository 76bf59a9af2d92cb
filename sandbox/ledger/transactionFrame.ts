import { xdr } from '@stellar/stellar-sdk'
import { accountAddress } from '../xdr/addresses.ts'
import { bytesOfText } from '../xdr/decode.ts'
import { innerEnvelope, payloadHash } from './signedPayload.ts'

/** A decoded, not yet validated transaction with everything the rules ask of it. */
export interface TransactionFrame {
  readonly envelopeXdr: string
  /** What the network knows it by: of a fee bump, the hash of the outer transaction. */
  readonly hash: Uint8Array
  readonly hashHex: string
  readonly inner: xdr.Transaction
  readonly innerHash: Uint8Array
  readonly innerHashHex: string
  readonly innerSignatures: readonly xdr.DecoratedSignature[]
  readonly feeBump?: { readonly source: string; readonly signatures: readonly xdr.DecoratedSignature[] } | undefined
  /** Account whose sequence number is used. */
  readonly source: string
  /** Account that pays. */
  readonly feeSource: string
  /** The most the fee source offers to pay. */
  readonly feeBidStroops: bigint
  readonly sorobanData?: xdr.SorobanTransactionData | undefined
}

/** The envelope is of a kind this network does not take. */
export class UnsupportedEnvelopeError extends Error {
  override readonly name = 'UnsupportedEnvelopeError'
}

/** Decodes a base64 envelope and computes its hashes for this network. */
export function decodeTransaction(envelopeXdr: string, networkId: Uint8Array): TransactionFrame {
  // Reading refuses what is not written in the one way that XDR allows, so these are the bytes that were signed.
  const bytes = bytesOfText(envelopeXdr)
  const envelope = xdr.TransactionEnvelope.fromXdr(bytes)
  switch (envelope.type) {
    case 'envelopeTypeTx':
      return frameOf(envelopeXdr, bytes, envelope.v1, networkId)
    case 'envelopeTypeTxFeeBump':
      return feeBumpFrameOf(envelopeXdr, bytes, envelope.feeBump, networkId)
    default:
      throw new UnsupportedEnvelopeError('TransactionV0 envelopes are not supported: sign a v1 transaction instead')
  }
}

function frameOf(
  envelopeXdr: string,
  bytes: Uint8Array,
  envelope: xdr.TransactionV1Envelope,
  networkId: Uint8Array,
): TransactionFrame {
  const { tx, signatures } = envelope
  const hash = payloadHash(networkId, bytes, signatures)
  const source = addressOfMuxed(tx.sourceAccount)
  return {
    envelopeXdr,
    hash,
    hashHex: hash.toString('hex'),
    inner: tx,
    innerHash: hash,
    innerHashHex: hash.toString('hex'),
    innerSignatures: signatures,
    source,
    feeSource: source,
    feeBidStroops: BigInt(tx.fee),
    sorobanData: tx.ext.type === 'sorobanData' ? tx.ext.sorobanData : undefined,
  }
}

function feeBumpFrameOf(
  envelopeXdr: string,
  bytes: Uint8Array,
  envelope: xdr.FeeBumpTransactionEnvelope,
  networkId: Uint8Array,
): TransactionFrame {
  const { tx, signatures } = envelope
  const inner = frameOf(envelopeXdr, innerEnvelope(bytes, envelope), tx.innerTx.v1, networkId)
  const hash = payloadHash(networkId, bytes, signatures)
  const feeSource = addressOfMuxed(tx.feeSource)
  return {
    ...inner,
    hash,
    hashHex: hash.toString('hex'),
    feeBump: { source: feeSource, signatures },
    feeSource,
    feeBidStroops: tx.fee,
  }
}

/** The G address behind a possibly muxed account. */
export function addressOfMuxed(account: xdr.MuxedAccount): string {
  const key = account.type === 'keyTypeEd25519' ? account.ed25519 : account.med25519.ed25519
  return accountAddress(key.toBytes())
}

/** The id of a muxed account. */
export function muxedIdOf(account: xdr.MuxedAccount): bigint | undefined {
  return account.type === 'keyTypeMuxedEd25519' ? account.med25519.id : undefined
}

/** The account an operation acts for: its own source or else the transaction's. */
export function operationSource(operation: xdr.Operation, frame: TransactionFrame): string {
  return operation.sourceAccount === null ? frame.source : addressOfMuxed(operation.sourceAccount)
}
