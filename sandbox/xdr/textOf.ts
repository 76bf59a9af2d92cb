import type { xdr } from '@stellar/stellar-sdk'

/** The text of a string or symbol. The SDK makes a decoder for each, and a struct has dozens of names. */
export function textOf({ bytes }: xdr.XdrString): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')
}
