import { createHash } from 'node:crypto'
import { PASSPHRASES } from '../domain/network.ts'

/** In 32 random bytes, and in 55 random letters of a Stellar secret, there are more different ones: fewer were typed. */
const FEWEST_DIFFERENT = 12
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const SEED = { from: 1, to: 33 } as const

/** What examples, tutorials and this project's own tests use. */
const PASSWORDS = new Set([
  ...['postgres', 'password', 'passw0rd', 'offerhub', 'offerhub_app', 'secret', 'changeme', 'change-me', 'admin'],
  ...['root', 'test', 'tests-only', 'temporal', 'example', 'dev', 'development', '123456', 'pw', 'pass'],
])

/** A key that everybody can make: typed, or the root key of a network, which follows from its passphrase. */
export function isKnownSecretKey(strkey: string): boolean {
  if (new Set(strkey).size < FEWEST_DIFFERENT) return true
  const seed = decodeBase32(strkey).subarray(SEED.from, SEED.to)
  return PASSPHRASES.some((passphrase) => createHash('sha256').update(passphrase).digest().equals(seed))
}

/** Keys as in MASTER_KEY or WEBHOOK_KEYS; true when one of them was typed and not drawn. */
export function hasKnownKey(list: string): boolean {
  return list.split(',').some((pair) => {
    const encoded = pair.slice(pair.indexOf(':') + 1)
    return new Set(Buffer.from(encoded, 'base64')).size < FEWEST_DIFFERENT
  })
}

export function hasKnownPassword(databaseUrl: string): boolean {
  const { username, password } = new URL(databaseUrl)
  return password !== '' && (password === username || PASSWORDS.has(decodeURIComponent(password).toLowerCase()))
}

/** https://developers.stellar.org/docs/learn/fundamentals/stellar-data-structures/strkeys */
function decodeBase32(text: string): Buffer {
  let [bits, length] = [0, 0]
  const bytes: number[] = []
  for (const letter of text) {
    bits = (bits << 5) | BASE32.indexOf(letter)
    length += 5
    if (length < 8) continue
    length -= 8
    bytes.push((bits >> length) & 0xff)
    bits &= (1 << length) - 1
  }
  return Buffer.from(bytes)
}
