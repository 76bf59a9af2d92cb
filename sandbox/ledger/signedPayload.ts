import { hash } from 'node:crypto'
import type { xdr } from '@stellar/stellar-sdk'

/**
 * What is signed of an envelope: the network's id, then the envelope as it was sent, without the signatures at its end.
 * (A payload names the kind of transaction by the same number as an envelope.) So nothing has to be written anew, which
 * for a contract call takes longer than hashing it.
 */
export function payloadHash(
  networkId: Uint8Array,
  envelope: Uint8Array,
  signatures: readonly xdr.DecoratedSignature[],
): Buffer {
  const payload = envelope.subarray(0, envelope.length - signaturesBytes(signatures))
  return hash('sha256', Buffer.concat([networkId, payload]), 'buffer')
}

/** The envelope of the transaction inside a fee bump. */
export function innerEnvelope(envelope: Uint8Array, { tx, signatures }: xdr.FeeBumpTransactionEnvelope): Uint8Array {
  const start = KIND_BYTES + muxedAccountBytes(tx.feeSource) + FEE_BYTES
  return envelope.subarray(start, envelope.length - signaturesBytes(signatures) - EXTENSION_BYTES)
}

/** Sizes in XDR (RFC 4506): everything fills whole groups of four bytes. */
const KIND_BYTES = 4
const FEE_BYTES = 8
const EXTENSION_BYTES = 4
const LENGTH_BYTES = 4
const HINT_BYTES = 4
const KEY_BYTES = 32
const ID_BYTES = 8

function muxedAccountBytes({ type }: xdr.MuxedAccount): number {
  return KIND_BYTES + KEY_BYTES + (type === 'keyTypeMuxedEd25519' ? ID_BYTES : 0)
}

function signaturesBytes(signatures: readonly xdr.DecoratedSignature[]): number {
  const each = signatures.map(({ signature }) => {
    const { length } = signature.toBytes()
    return HINT_BYTES + LENGTH_BYTES + Math.ceil(length / 4) * 4
  })
  return each.reduce((total, bytes) => total + bytes, LENGTH_BYTES)
}
