import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { networkOf } from '../domain/network.ts'

const ACCOUNT_PATTERN = /^G[A-Z2-7]{55}$/
const CONTRACT_PATTERN = /^C[A-Z2-7]{55}$/
const SECRET_PATTERN = /^S[A-Z2-7]{55}$/
const HASH_PATTERN = /^[0-9a-f]{64}$/
const KEY_PAIR_PATTERN = /^[A-Za-z0-9_-]{1,32}:(.+)$/
const KEY_BYTES = 32
const BUILD_ID_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/

export const namespace = z.string().regex(/^[\w.-]{1,200}$/, 'must be 1 to 200 letters, digits, "_", "." or "-"')
export const host = z.string().regex(/^[\w.:-]{1,253}$/, 'must be an address or the name of a host')
export const headerValue = z.string().regex(/^[\x20-\x7e]{1,500}$/, 'must be 1 to 500 printable ASCII characters')
/** What has no form of its own: a path, a name. */
export const text = z.string().regex(/^[\x20-\x7e]{1,4000}$/, 'must be printable ASCII characters')
export const password = z
  .string()
  .regex(/^[\x21-\x7e]{12,200}$/, 'must be 12 to 200 printable ASCII characters without blanks')
export const account = z
  .string()
  .regex(ACCOUNT_PATTERN, 'must be the address of a Stellar account (G and 55 characters)')
export const contract = z.string().regex(CONTRACT_PATTERN, 'must be a contract id (C and 55 characters)')
export const secretKey = z
  .string()
  .regex(SECRET_PATTERN, 'must be the secret key of a Stellar account (S and 55 characters)')
export const hash = z.string().regex(HASH_PATTERN, 'must be 64 lower-case hexadecimal digits')
export const logLevel = choice(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
export const hostAndPort = z.string().regex(/^[^\s/]+:\d{1,5}$/, 'must be host:port')

export const readableFile = z.string().refine((path) => contentOf(path) !== null, {
  message: 'must name a file that can be read',
})
export const certificateFile = z.string().refine((path) => isCertificate(contentOf(path)), {
  message: 'must name a file with a certificate in PEM form that can be read',
})
export const buildId = z
  .string()
  .regex(BUILD_ID_PATTERN, 'must be at most 63 letters, digits, dots, dashes and underscores')

function contentOf(path: string): Buffer | null {
  try {
    return readFileSync(path)
  } catch {
    return null
  }
}

function isCertificate(content: Buffer | null): boolean {
  try {
    return content !== null && new X509Certificate(content).subject !== null
  } catch {
    return false
  }
}

export function url(...protocols: string[]) {
  const message = `must be a URL that starts with ${protocols.map((protocol) => `${protocol}://`).join(' or ')}`
  return z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol.slice(0, -1)), {
    message,
  })
}

export function choice<const V extends readonly [string, ...string[]]>(values: V) {
  return z.enum(values, { error: `must be one of ${values.join(', ')}` })
}

export const passphrase = z.string().refine((value) => networkOf(value) !== undefined, {
  message: 'must be the passphrase of the public network, the test network or a local network',
})

export function wholeNumber(minimum: number, maximum: number) {
  return z
    .string()
    .regex(/^\d{1,15}$/, `must be a whole number from ${minimum} to ${maximum}`)
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, {
      message: `must be a whole number from ${minimum} to ${maximum}`,
    })
}

/** A part of a whole. */
export const share = z
  .string()
  .regex(/^(0(\.\d{1,9})?|1(\.0{1,9})?)$/, 'must be a number from 0 to 1')
  .transform(Number)

export const stroopAmount = z
  .string()
  .regex(/^[1-9]\d{0,17}$/, 'must be a positive whole number of stroops')
  .transform(BigInt)

export const secretKeys = z
  .string()
  .transform((list): readonly string[] => Object.freeze(list.split(',').map((key) => key.trim())))
  .refine((keys) => keys.every((key) => SECRET_PATTERN.test(key)), {
    message: 'must be secret keys of Stellar accounts, separated by commas',
  })

/** "k1:base64" or several, newest first: each key has an id so that what was made with it says so. */
function keyList() {
  return z.string().refine((list) => list.split(',').every(isKeyPair), {
    message: `must be id:key pairs separated by commas, each key ${KEY_BYTES} bytes in base64`,
  })
}

export const masterKeys = keyList()
export const webhookKeys = keyList().refine(
  (list) => new Set(list.split(',').map(keyId)).size === list.split(',').length,
  {
    message: 'must give every key an id of its own',
  },
)

function isKeyPair(pair: string): boolean {
  const encoded = KEY_PAIR_PATTERN.exec(pair.trim())?.[1]
  return encoded !== undefined && Buffer.from(encoded, 'base64').length === KEY_BYTES
}

function keyId(pair: string): string | undefined {
  return pair.split(':')[0]?.trim()
}
