import type { RequestHandler } from 'express'
import { throttled } from './apiError.ts'

const WINDOW_MS = 60_000
const MAX_KEYS = 10_000

/** The vendor's throttle: so many requests per key within any 60 seconds, then its 429 body. */
export function limitRequests(requestsPerMinute: () => number): RequestHandler {
  const timesByKey = new Map<string, number[]>()
  return (request, _response, next) => {
    const limit = requestsPerMinute()
    if (limit <= 0) return next()
    const key = request.get('x-api-key') ?? ''
    const nowMs = Date.now()
    const recent = (timesByKey.get(key) ?? []).filter((timeMs) => nowMs - timeMs < WINDOW_MS)
    if (recent.length >= limit) return next(throttled())
    if (!timesByKey.has(key) && timesByKey.size >= MAX_KEYS) timesByKey.clear()
    timesByKey.set(key, [...recent, nowMs])
    next()
  }
}
