import { IdempotencyKeyError } from '../errors/idempotencyKeyError.ts'
import { canonicalJson } from './canonicalJson.ts'

const KEY = /^[\x21-\x7e]{1,255}$/

/** Gives every write its Idempotency-Key. */
export type KeySource = { keyFor(operation: string, body: unknown): string }

/** A new random key for every operation; its repeats by the SDK itself carry the same. */
export const randomKeys: KeySource = { keyFor: () => randomKey() }

/**
 * One key for one operation. Its repeat, with the same content, is a retry; a second operation is refused before anything
 * is sent, because the answer of the first must not be taken for the answer of the second.
 */
export function keyForOne(key: string): KeySource {
  assertKey(key)
  let bound: { operation: string; content: string } | null = null
  return {
    keyFor(operation, body) {
      const content = canonicalJson(body)
      bound ??= { operation, content }
      if (bound.operation === operation && bound.content === content) return key
      throw new IdempotencyKeyError(bound.operation, operation)
    },
  }
}

export function assertKey(key: string): void {
  if (typeof key === 'string' && KEY.test(key)) return
  throw new TypeError('An idempotency key has 1 to 255 visible ASCII characters without spaces, such as a UUID.')
}

/** A random UUID; crypto.randomUUID is missing on pages that were not loaded over HTTPS. */
export function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const hex = Array.from(bytes, (byte, index) => {
    const marked = index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte
    return marked.toString(16).padStart(2, '0')
  }).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
