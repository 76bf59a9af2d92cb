import { xdr } from '@stellar/stellar-sdk'

/** The bytes that a caller sent as base64. Throws when the text is none: Node's own decoder would pass over it. */
export function bytesOfText(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64')
  // Whatever is not written as usual, with spaces or without padding, is for the SDK to judge, which takes longer.
  return bytes.toString('base64') === text ? bytes : xdr.decodeBytes(text, 'base64')
}
