import express, { type RequestHandler } from 'express'
import { ApiError, validationError } from '../apiError.ts'
import { setJson } from '../requests/context.ts'

export const BODY_LIMIT_BYTES = 65_536

// curl's -d without a header says "form", yet what the public examples send that way is JSON.
const READ_AS_JSON = /^application\/(json|x-www-form-urlencoded|[\w.-]+\+json)$/
const UTF8 = /charset\s*=\s*"?(?!utf-?8"?\s*(;|$))/i

const readBytes = express.raw({ type: () => true, limit: BODY_LIMIT_BYTES })

/** Reads the body as JSON. No body is an empty object, because several commands need no field. */
export const readJson: RequestHandler[] = [
  readBytes,
  (request, response, next) => {
    const bytes: unknown = request.body
    if (!Buffer.isBuffer(bytes) || bytes.length === 0) {
      setJson(response, {})
      next()
      return
    }
    assertReadable(request.get('Content-Type'))
    setJson(response, parseJson(bytes))
    next()
  },
]

function assertReadable(contentType: string | undefined): void {
  if (contentType === undefined) return
  const mediaType = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  if (READ_AS_JSON.test(mediaType) && !UTF8.test(contentType)) return
  throw new ApiError(
    'UNSUPPORTED_MEDIA_TYPE',
    `A body of type "${contentType.slice(0, 100)}" is not read. Send JSON in UTF-8 as "Content-Type: application/json".`,
  )
}

function parseJson(bytes: Buffer): unknown {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw validationError([{ field: 'body', message: 'must be UTF-8' }])
  }
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch (error) {
    // The parser's message quotes the body, which may hold what does not belong into a log or an answer: only the place is kept.
    const place =
      error instanceof Error ? /at position \d+( \(line \d+ column \d+\))?/.exec(error.message)?.[0] : undefined
    throw validationError([
      { field: 'body', message: `must be well-formed JSON${place ? `; it breaks ${place}` : ''}` },
    ])
  }
}
