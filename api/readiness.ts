import type { RequestHandler } from 'express'
import { ApiError } from './apiError.ts'

/** How far this process is. `waitingFor` says in words what a start still lacks. */
export type Readiness = {
  stage: 'starting' | 'ready' | 'stopping'
  waitingFor: readonly string[]
}

const RETRY_AFTER_SECONDS = 2

export function createReadiness(): Readiness {
  return { stage: 'starting', waitingFor: [] }
}

/** Before the database has been seen once, with its tables, no request can be served and every answer would mislead. */
export function requireStarted(readiness: Readiness | undefined): RequestHandler {
  return (_request, _response, next) => {
    if (readiness?.stage === 'starting') {
      const sentence = readiness.waitingFor.length === 0 ? '' : `: it waits for ${readiness.waitingFor.join(', ')}`
      throw notReady(`The API is starting${sentence}. Repeat the request shortly.`)
    }
    next()
  }
}

export function notReady(message: string, details?: Readonly<Record<string, unknown>>): ApiError {
  return new ApiError('SERVICE_UNAVAILABLE', message, { retryAfterSeconds: RETRY_AFTER_SECONDS, details })
}
