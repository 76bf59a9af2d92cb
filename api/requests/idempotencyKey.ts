import { validationError } from '../apiError.ts'

const VISIBLE_ASCII = /^[\x21-\x7e]{1,255}$/

/** Reads the Idempotency-Key header, bare or as a quoted string; undefined when there is none. */
export function readIdempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined
  const key = /^"(.*)"$/.exec(header)?.[1] ?? header
  if (VISIBLE_ASCII.test(key)) return key
  throw validationError([
    { field: 'Idempotency-Key', message: 'must be 1 to 255 visible ASCII characters without spaces, such as a UUID' },
  ])
}
