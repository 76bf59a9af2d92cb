const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const BITS_PER_CHARACTER = 5
const BITS_PER_BYTE = 8
const KEY_BYTES = 32
const CHECKSUM_BYTES = 2
const ACCOUNT_VERSION = 6 << 3

/** The first byte of an address says what it names, and with it how many bytes follow before the checksum (SEP-23). */
const FORMS: ReadonlyMap<number, { readonly names: StellarAddress['names']; readonly bytes: number }> = new Map([
  [ACCOUNT_VERSION, { names: 'account', bytes: KEY_BYTES }],
  // Somebody's number follows the account's key.
  [12 << 3, { names: 'customer', bytes: KEY_BYTES + 8 }],
  [2 << 3, { names: 'contract', bytes: KEY_BYTES }],
])

export type StellarAddress = {
  /** An account (G...), a customer of an account's owner (M...), or a contract (C...). */
  readonly names: 'account' | 'customer' | 'contract'
  /** The account (G...) that a payment reaches; null for a contract. */
  readonly account: string | null
}

/**
 * Reads an address, checksum included; null for what is none. Stellar's SDK does the same, for half of the memory that a
 * process of the API needs; a test holds this one to it.
 */
export function readStellarAddress(text: string): StellarAddress | null {
  const bytes = decode(text)
  const form = bytes && FORMS.get(bytes[0] ?? 0)
  if (!bytes || !form || bytes.length !== 1 + form.bytes + CHECKSUM_BYTES) return null
  const [content, checksum] = [bytes.slice(0, -CHECKSUM_BYTES), bytes.slice(-CHECKSUM_BYTES)]
  if (checksumOf(content).some((byte, index) => byte !== checksum[index])) return null
  const account = form.names === 'contract' ? null : accountWith(bytes.slice(1, 1 + KEY_BYTES))
  return { names: form.names, account }
}

function accountWith(key: readonly number[]): string {
  const content = [ACCOUNT_VERSION, ...key]
  return encode([...content, ...checksumOf(content)])
}

/** Null for other characters, and where the bits that fill the last character up are not zero. */
function decode(text: string): number[] | null {
  const bytes: number[] = []
  let [held, bits] = [0, 0]
  for (const character of text) {
    const value = ALPHABET.indexOf(character)
    if (value < 0) return null
    held = (held << BITS_PER_CHARACTER) | value
    bits += BITS_PER_CHARACTER
    if (bits < BITS_PER_BYTE) continue
    bits -= BITS_PER_BYTE
    bytes.push(held >> bits)
    held &= (1 << bits) - 1
  }
  return held === 0 && bits < BITS_PER_CHARACTER ? bytes : null
}

/** An account's address fills its characters exactly. */
function encode(bytes: readonly number[]): string {
  let text = ''
  let [held, bits] = [0, 0]
  for (const byte of bytes) {
    held = (held << BITS_PER_BYTE) | byte
    bits += BITS_PER_BYTE
    while (bits >= BITS_PER_CHARACTER) {
      bits -= BITS_PER_CHARACTER
      text += ALPHABET[held >> bits]
      held &= (1 << bits) - 1
    }
  }
  return text
}

/** CRC-16/XMODEM, the lower byte first. */
function checksumOf(bytes: readonly number[]): [number, number] {
  const POLYNOMIAL = 0x1021
  let crc = 0
  for (const byte of bytes) {
    crc ^= byte << BITS_PER_BYTE
    for (let bit = 0; bit < BITS_PER_BYTE; bit += 1) {
      crc = crc & 0x8000 ? ((crc << 1) ^ POLYNOMIAL) & 0xffff : crc << 1
    }
  }
  return [crc & 0xff, crc >> BITS_PER_BYTE]
}
