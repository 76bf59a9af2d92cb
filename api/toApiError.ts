import { DrizzleQueryError } from 'drizzle-orm'
import { TooManyWaiters } from '../db/commands/waiters.ts'
import { ApiError, validationError } from './apiError.ts'
import { TemporalUnreachable } from './temporal/port.ts'

const RETRY_AFTER_SECONDS = 2

/** Codes with which the driver or the server says that there is no working connection, not that a statement is wrong. */
const DATABASE_AWAY = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  // The name of a container that is not running is unknown.
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  '25P03', // idle_in_transaction_session_timeout
  '53300', // too_many_connections
])

/** Turns whatever was thrown into an error of the catalogue. Total: an unknown error becomes INTERNAL_ERROR without its text. */
export function toApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown
  if (thrown instanceof TemporalUnreachable) return temporalAway(thrown)
  if (thrown instanceof TooManyWaiters) {
    return new ApiError('SERVICE_UNAVAILABLE', thrown.message, {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
      cause: thrown,
    })
  }
  const code = codeOf(thrown)
  if (code !== undefined && DATABASE_AWAY.has(code)) {
    return new ApiError('SERVICE_UNAVAILABLE', 'The database cannot be reached. Repeat the request shortly.', {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
      keyFate: 'keep',
      cause: thrown,
    })
  }
  return fromHttpError(thrown) ?? internalError(thrown)
}

function temporalAway(error: TemporalUnreachable): ApiError {
  const message =
    error.delivery === 'not_sent'
      ? 'Temporal cannot be reached; nothing was accepted. Repeat the request shortly.'
      : 'Temporal did not confirm the request, so it may or may not be carried out. ' +
        'Repeat it with the same Idempotency-Key, which is never carried out twice, or read the order first.'
  return new ApiError('SERVICE_UNAVAILABLE', message, {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    keyFate: error.delivery === 'not_sent' ? 'release' : 'keep',
    cause: error,
  })
}

/** Errors of Express and its body reader carry an HTTP status. */
function fromHttpError(thrown: unknown): ApiError | null {
  if (!(thrown instanceof Error) || !('status' in thrown) || typeof thrown.status !== 'number') return null
  if (thrown.status === 413) return new ApiError('PAYLOAD_TOO_LARGE', 'The request body is larger than 64 KiB.')
  if (thrown.status === 415) {
    return new ApiError(
      'UNSUPPORTED_MEDIA_TYPE',
      'The Content-Encoding is not understood. Send the body as it is or gzipped.',
    )
  }
  if (thrown.status < 400 || thrown.status >= 500) return null
  // express raises this for a path whose percent-encoding is broken, the body reader for a body that breaks off.
  return validationError([{ field: thrown instanceof URIError ? 'path' : 'body', message: 'cannot be read' }])
}

function internalError(thrown: unknown): ApiError {
  return new ApiError(
    'INTERNAL_ERROR',
    'Something failed on our side. Repeat the request with the same Idempotency-Key, and report the requestId if it fails again.',
    { cause: thrown },
  )
}

/** The driver's code, also where the query builder has wrapped the driver's error into one of its own. */
function codeOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined
  if ('code' in thrown && typeof thrown.code === 'string') return thrown.code
  return thrown instanceof DrizzleQueryError ? codeOf(thrown.cause) : undefined
}
