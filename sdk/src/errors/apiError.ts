import { OfferHubError } from './offerHubError.ts'

/** What the API said when it refused. */
export type Refusal = {
  readonly code: string
  readonly message: string
  readonly status: number
  readonly details?: Readonly<Record<string, unknown>> | undefined
  readonly requestId?: string | undefined
  readonly docs?: string | undefined
  readonly retryable: boolean
  readonly retryAfterMs?: number | undefined
}

/**
 * The API understood the request and refused it. Each code of the catalogue has a class of its own, such as
 * `InvalidStateError`; a code that this version of the SDK does not know comes as this class.
 */
export class OfferHubApiError extends OfferHubError {
  override readonly name: string = 'OfferHubApiError'
  /** The code of the catalogue, such as `INVALID_STATE`: stable, made to be compared with. */
  readonly code: string
  /** The HTTP status. */
  readonly status: number
  /** What the refusal is about; which fields there are depends on the code. */
  readonly details: Readonly<Record<string, unknown>> | undefined
  /** The name of the request in the server's logs: what support asks for. */
  readonly requestId: string | undefined
  /** The page about the code, with cause and remedy. */
  readonly docs: string | undefined
  /** Whether the same request with the same Idempotency-Key may succeed later. The SDK has retried such already. */
  readonly retryable: boolean
  /** How long the server asked to wait before a repeat, in milliseconds. */
  readonly retryAfterMs: number | undefined

  constructor(refusal: Refusal) {
    super(refusal.message)
    this.code = refusal.code
    this.status = refusal.status
    this.details = refusal.details
    this.requestId = refusal.requestId
    this.docs = refusal.docs
    this.retryable = refusal.retryable
    this.retryAfterMs = refusal.retryAfterMs
  }
}
