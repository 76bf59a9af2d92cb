import type { Answer } from '../answer.ts'
import type { ApiError } from '../apiError.ts'

export type ErrorBody = {
  readonly error: {
    readonly code: string
    readonly message: string
    readonly details?: Readonly<Record<string, unknown>>
    readonly requestId: string
    readonly docs: string
  }
}

export type ErrorContext = { readonly requestId: string; readonly publicUrl: string }

/** The one shape of every error that leaves the API. */
export function presentError(error: ApiError, context: ErrorContext): Answer {
  const body: ErrorBody = {
    error: {
      code: error.code,
      message: error.message,
      ...(error.details !== undefined && { details: error.details }),
      requestId: context.requestId,
      docs: `${context.publicUrl}/api/v1/errors/${error.code}`,
    },
  }
  return {
    status: error.status,
    body,
    headers: error.retryAfterSeconds === undefined ? {} : { 'Retry-After': String(error.retryAfterSeconds) },
  }
}
