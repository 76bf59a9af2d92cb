import { randomBytes } from 'node:crypto'

const RANDOM_BYTES = 32
/** `ohk_test_` and four more: enough to recognise a key, too little to use it. */
const PREFIX_LENGTH = 13

/** The text of a key that nobody can guess. */
export function newKeyText(environment: 'live' | 'test'): string {
  return `ohk_${environment}_${randomBytes(RANDOM_BYTES).toString('base64url')}`
}

/** The first characters of a key, by which people recognise it in a list. */
export function prefixOf(key: string): string {
  return key.slice(0, PREFIX_LENGTH)
}
