import { UnexpectedAnswerError } from '../errors/transportErrors.ts'
import { refusalError } from './refusal.ts'
import { retryAfterMs } from './retryAfter.ts'

/** An answer as it came, read to its end. */
export type RawAnswer = { readonly status: number; readonly headers: Headers; readonly text: string }

/** A successful answer. */
export type Answer = {
  readonly status: number
  readonly data: unknown
  readonly pagination?: { readonly hasMore: boolean; readonly nextCursor: string | null } | undefined
}

const EXCERPT_LENGTH = 200

/** Reads what the API answered; throws the error of a refusal. */
export function readAnswer(raw: RawAnswer, request: string): Answer {
  const json = parseObject(raw.text)
  if (raw.status >= 200 && raw.status < 300 && json !== null && 'data' in json) {
    return { status: raw.status, data: json.data, pagination: json.pagination as Answer['pagination'] }
  }
  const refusal = json === null ? null : refusalOf(json)
  if (refusal === null) throw unexpected(raw, request)
  throw refusalError({
    ...refusal,
    status: raw.status,
    retryAfterMs: retryAfterMs(raw.headers.get('retry-after'), Date.now()),
  })
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

type Told = { code: string; message: string; details?: Record<string, unknown>; requestId?: string; docs?: string }

function refusalOf({ error }: Record<string, unknown>): Told | null {
  if (typeof error !== 'object' || error === null) return null
  const { code, message, details, requestId, docs } = error as Partial<Told>
  if (typeof code !== 'string' || typeof message !== 'string') return null
  return { code, message, ...(details && { details }), ...(requestId && { requestId }), ...(docs && { docs }) }
}

function unexpected({ status, headers, text }: RawAnswer, request: string): UnexpectedAnswerError {
  const location = headers.get('location')
  const excerpt = text.replaceAll(/\s+/g, ' ').trim().slice(0, EXCERPT_LENGTH)
  const sentence =
    status === 0 || (status >= 300 && status < 400)
      ? `a redirect${location === null ? '' : ` to ${location}`}. Check apiUrl: the API never redirects`
      : `status ${status}${excerpt === '' ? ' without a body' : `: ${excerpt}`}. Is apiUrl the address of the orchestrator?`
  const message = `${request} was answered by something that is not the OFFER-HUB API, with ${sentence}`
  return new UnexpectedAnswerError(message, {
    request,
    status,
    retryAfterMs: retryAfterMs(headers.get('retry-after'), Date.now()),
  })
}
