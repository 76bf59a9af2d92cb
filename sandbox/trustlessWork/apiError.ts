/** An answer in the vendor's error envelope. Validation failures carry a list of messages. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
  constructor(status: number, message: string | readonly string[]) {
    super(typeof message === 'string' ? message : message.join('; '))
    this.status = status
    const error = reasonPhrases[status]
    this.body = { statusCode: status, message, ...(error !== undefined && { error }) }
  }
}

/** The throttle's own body; unlike the others it has no reason phrase. */
export function throttled(): ApiError {
  return new ApiError(429, 'ThrottlerException: Too Many Requests')
}

const reasonPhrases: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  500: 'Internal Server Error',
}

/** The older envelope, which `send-transaction` still uses. */
export class SubmitError extends Error {
  override readonly name = 'SubmitError'
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
  constructor(status: number, message: string) {
    super(message)
    this.status = status
    this.body = { status: 'FAILED', message }
  }
}
