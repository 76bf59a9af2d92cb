import type { RequestHandler } from 'express'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { ApiError } from '../apiError.ts'
import { callerOf } from '../requests/context.ts'

const WINDOW_SECONDS = 60

/** Reads and writes are counted apart, so that a crowd of readers cannot keep a release from being sent. */
const CLASSES = ['read', 'write'] as const
type RouteClass = (typeof CLASSES)[number]

/**
 * Counts the requests of each API key in this process's memory: a bound for one caller's mistakes, which costs nothing and
 * cannot fail. With several API processes each has a count of its own. Undefined means no limit.
 */
export function limitRequests(requestsPerMinute: number | undefined): RequestHandler {
  if (requestsPerMinute === undefined) return (_request, _response, next) => next()
  const limiter = (routeClass: RouteClass) =>
    new RateLimiterMemory({ keyPrefix: routeClass, points: requestsPerMinute, duration: WINDOW_SECONDS })
  const limiters: Readonly<Record<RouteClass, RateLimiterMemory>> = { read: limiter('read'), write: limiter('write') }
  return async (request, response, next) => {
    const routeClass: RouteClass = request.method === 'GET' || request.method === 'HEAD' ? 'read' : 'write'
    const { within, remaining, resetSeconds } = await take(limiters[routeClass], callerOf(response).apiKeyId)
    response.set('RateLimit-Policy', `"${routeClass}";q=${requestsPerMinute};w=${WINDOW_SECONDS}`)
    response.set('RateLimit', `"${routeClass}";r=${remaining};t=${resetSeconds}`)
    if (!within) throw limited(routeClass, requestsPerMinute, resetSeconds)
    next()
  }
}

type Taken = { readonly within: boolean; readonly remaining: number; readonly resetSeconds: number }

async function take(limiter: RateLimiterMemory, apiKeyId: string): Promise<Taken> {
  try {
    return taken(true, await limiter.consume(apiKeyId))
  } catch (thrown) {
    // The library throws its count when there is nothing left.
    if (thrown instanceof RateLimiterRes) return taken(false, thrown)
    throw thrown
  }
}

function taken(within: boolean, { remainingPoints, msBeforeNext }: RateLimiterRes): Taken {
  return { within, remaining: Math.max(0, remainingPoints), resetSeconds: Math.max(1, Math.ceil(msBeforeNext / 1_000)) }
}

function limited(routeClass: RouteClass, requestsPerMinute: number, retryAfterSeconds: number): ApiError {
  return new ApiError(
    'RATE_LIMITED',
    `This API key may send ${requestsPerMinute} ${routeClass} requests a minute. Repeat the request in ${retryAfterSeconds} s.`,
    { retryAfterSeconds, details: { class: routeClass, limit: requestsPerMinute, windowSeconds: WINDOW_SECONDS } },
  )
}
