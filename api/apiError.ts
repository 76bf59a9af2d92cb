import { ERRORS, type ErrorCode, type Rejection } from '../domain/errors.ts'

export type FieldProblem = { readonly field: string; readonly message: string }

type Extra = {
  readonly details?: Readonly<Record<string, unknown>> | undefined
  readonly retryAfterSeconds?: number | undefined
  /** What becomes of the Idempotency-Key of the refused request; without it the status decides. */
  readonly keyFate?: KeyFate
  readonly cause?: unknown
}

/** `store`: the refusal is the answer for good. `release`: nothing happened, try again. `keep`: it is not known what happened. */
export type KeyFate = 'store' | 'release' | 'keep'

/** A refusal as the caller will read it: a code of the catalogue and a sentence. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: ErrorCode
  readonly details: Readonly<Record<string, unknown>> | undefined
  readonly retryAfterSeconds: number | undefined
  readonly keyFate: KeyFate

  constructor(code: ErrorCode, message: string, extra: Extra = {}) {
    super(message, { cause: extra.cause })
    this.code = code
    this.details = extra.details
    this.retryAfterSeconds = extra.retryAfterSeconds
    this.keyFate = extra.keyFate ?? defaultFate(code)
  }

  get status(): number {
    return ERRORS[this.code].status
  }
}

export function validationError(fields: readonly FieldProblem[]): ApiError {
  const sentence = fields.map(({ field, message }) => `${field} ${message}`).join('; ')
  return new ApiError('VALIDATION_ERROR', `The request is not valid: ${sentence}.`, { details: { fields } })
}

export function rejected(rejection: Rejection): ApiError {
  return new ApiError(rejection.code, rejection.message, { details: rejection.details })
}

function defaultFate(code: ErrorCode): KeyFate {
  if (code === 'SERVICE_UNAVAILABLE' || code === 'VALIDATION_ERROR') return 'release'
  return ERRORS[code].status >= 500 ? 'keep' : 'store'
}
