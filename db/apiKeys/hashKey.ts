import { createHash } from 'node:crypto'

/** SHA-256 is enough for a key of 256 random bits: there is nothing to guess that a slow hash would protect. */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}
