import { createHash } from 'node:crypto'
import { canonicalJson } from '../requests/canonicalJson.ts'

/** What makes two requests the same: method, path and the meaning of the body. */
export function fingerprint(method: string, path: string, body: unknown): string {
  return createHash('sha256')
    .update(`${method} ${path}\n${canonicalJson(body)}`)
    .digest('hex')
}
