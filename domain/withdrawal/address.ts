/** What a text names on the network. Of a muxed address (M...) also the account that holds the money, and the number in it. */
export type NamedAddress =
  | { readonly kind: 'account'; readonly account: string; readonly muxedId: string | null }
  | { readonly kind: 'contract' }

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const KEY_BYTES = 32
const MUXED_BYTES = KEY_BYTES + 8
const CHECKSUM_BYTES = 2
/** SEP-23: what a text begins with, and what it must hold. */
const ACCOUNT = { version: 6 << 3, bytes: KEY_BYTES }
const CONTRACT = { version: 2 << 3, bytes: KEY_BYTES }
const MUXED = { version: 12 << 3, bytes: MUXED_BYTES }
const LONGEST = 69

/**
 * Reads an address; null for anything else. Written out here because the API and workflows know no chain: it is the
 * format alone (SEP-23), checksum included, so that a mistyped address is refused before anything happens.
 */
export function readAddress(text: string): NamedAddress | null {
  const raw = text.length <= LONGEST ? decodeBase32(text) : null
  if (raw === null) return null
  const payload = payloadOf(raw)
  if (payload === null) return null
  const [version] = raw
  if (version === CONTRACT.version && payload.length === CONTRACT.bytes) return { kind: 'contract' }
  if (version === ACCOUNT.version && payload.length === ACCOUNT.bytes) {
    return { kind: 'account', account: text, muxedId: null }
  }
  if (version !== MUXED.version || payload.length !== MUXED.bytes) return null
  const muxedId = payload.subarray(KEY_BYTES).reduce((id, byte) => id * 256n + BigInt(byte), 0n)
  return { kind: 'account', account: encodeAccount(payload.subarray(0, KEY_BYTES)), muxedId: String(muxedId) }
}

/** What stands between the version and the checksum; null where the checksum is wrong. */
function payloadOf(raw: Uint8Array): Uint8Array | null {
  const end = raw.length - CHECKSUM_BYTES
  if (end < 1) return null
  const checksum = crc16(raw.subarray(0, end))
  const fits = raw[end] === (checksum & 0xff) && raw[end + 1] === checksum >> 8
  return fits ? raw.subarray(1, end) : null
}

function encodeAccount(key: Uint8Array): string {
  const bare = Uint8Array.from([ACCOUNT.version, ...key])
  const checksum = crc16(bare)
  return encodeBase32(Uint8Array.from([...bare, checksum & 0xff, checksum >> 8]))
}

/** Bits that are left over have to be zero, so that there is one text for each address. */
function decodeBase32(text: string): Uint8Array | null {
  const bytes: number[] = []
  let bits = 0
  let held = 0
  for (const letter of text) {
    const value = ALPHABET.indexOf(letter)
    if (value < 0) return null
    bits = ((bits << 5) | value) & 0xfff
    held += 5
    if (held < 8) continue
    held -= 8
    bytes.push((bits >> held) & 0xff)
  }
  const leftOver = bits & ((1 << held) - 1)
  return held >= 5 || leftOver !== 0 ? null : Uint8Array.from(bytes)
}

function encodeBase32(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    bits = ((bits << 8) | byte) & 0xfff
    held += 8
    for (; held >= 5; held -= 5) text += ALPHABET[(bits >> (held - 5)) & 31]
  }
  return text
}

/** CRC-16/XMODEM, which SEP-23 demands. */
function crc16(bytes: Uint8Array): number {
  let crc = 0
  for (const byte of bytes) {
    crc ^= byte << 8
    for (let bit = 0; bit < 8; bit += 1) crc = ((crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x1021) & 0xffff
  }
  return crc
}
