import { OfferHubError } from './offerHubError.ts'

/**
 * The API could not be reached, or the connection broke before the answer was there. Whether a command was carried out is
 * not known: repeat it with the same Idempotency-Key, which `idempotencyKey` names, and it is carried out once.
 */
export class OfferHubConnectionError extends OfferHubError {
  override readonly name: string = 'OfferHubConnectionError'
  /** Method and path of the request. */
  readonly request: string
  /** The key under which the request was sent; undefined for reads. */
  readonly idempotencyKey: string | undefined

  constructor(message: string, request: string, extra: { idempotencyKey?: string | undefined; cause?: unknown } = {}) {
    super(message, extra.cause === undefined ? undefined : { cause: extra.cause })
    this.request = request
    this.idempotencyKey = extra.idempotencyKey
  }
}

/** No answer came within `timeoutMs`. A connection error in every other respect. */
export class OfferHubTimeoutError extends OfferHubConnectionError {
  override readonly name = 'OfferHubTimeoutError'
}

/** Something answered that is not this API: a proxy's error page, a redirect, another server. */
export class UnexpectedAnswerError extends OfferHubError {
  override readonly name = 'UnexpectedAnswerError'
  /** Method and path of the request. */
  readonly request: string
  /** The HTTP status; 0 where a browser hides a redirect. */
  readonly status: number
  /** How long the answer asked to wait before a repeat, in milliseconds. */
  readonly retryAfterMs: number | undefined

  constructor(message: string, answer: { request: string; status: number; retryAfterMs?: number | undefined }) {
    super(message)
    this.request = answer.request
    this.status = answer.status
    this.retryAfterMs = answer.retryAfterMs
  }
}
