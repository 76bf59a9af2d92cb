import { createHash } from 'node:crypto'
import { canonicalJson } from '../requests/canonicalJson.ts'

/** What makes two requests the same: method, path, the language of the answer and the meaning of the body. */
export function fingerprint(method: string, path: string, version: string, body: unknown): string {
  return createHash('sha256')
    .update(`${method} ${path} ${version}\n${canonicalJson(body)}`)
    .digest('hex')
}
