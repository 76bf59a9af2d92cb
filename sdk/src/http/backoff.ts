import { OfferHubApiError } from '../errors/apiError.ts'
import { OfferHubConnectionError, UnexpectedAnswerError } from '../errors/transportErrors.ts'
import type { Settings } from '../options.ts'

/** What proxies in front of the API answer while it is away. */
const PASSING_STATUSES: readonly number[] = [408, 429, 502, 503, 504]

/**
 * How long to wait before the same request is sent again; null when it should not be. Every request may be repeated: reads
 * change nothing, and every write carries the same Idempotency-Key again.
 */
export function retryDelayMs(error: unknown, attempt: number, retry: Settings['retry']): number | null {
  if (attempt >= retry.maxRetries || !isPassing(error)) return null
  const ceiling = Math.min(retry.maxDelayMs, retry.baseDelayMs * 2 ** attempt)
  const asked = askedFor(error)
  // The jitter comes on top of what the server asks for: who was refused together shall not come back together.
  const delayMs = (asked ?? 0) + Math.random() * ceiling
  return asked !== undefined && asked > retry.maxDelayMs ? null : Math.min(delayMs, retry.maxDelayMs + ceiling)
}

/** Whether the same request may be answered otherwise a little later. */
export function isPassing(error: unknown): boolean {
  if (error instanceof OfferHubConnectionError) return true
  if (error instanceof OfferHubApiError) return error.retryable
  return error instanceof UnexpectedAnswerError && PASSING_STATUSES.includes(error.status)
}

/** How long the answer asked to wait, in milliseconds. */
export function askedFor(error: unknown): number | undefined {
  const knows = error instanceof OfferHubApiError || error instanceof UnexpectedAnswerError
  return knows ? error.retryAfterMs : undefined
}
