import { OfferHubError } from './offerHubError.ts'

/** A key given to `withIdempotencyKey` was used for a second, different operation. Nothing was sent. */
export class IdempotencyKeyError extends OfferHubError {
  override readonly name = 'IdempotencyKeyError'
  /** The operation that the key serves, and the one that it was refused for. */
  readonly boundTo: string
  readonly refusedFor: string

  constructor(boundTo: string, refusedFor: string) {
    const what = boundTo === refusedFor ? `${refusedFor} with other content` : refusedFor
    super(`This idempotency key serves ${boundTo}, and cannot serve ${what} too. Use a new key for every operation.`)
    this.boundTo = boundTo
    this.refusedFor = refusedFor
  }
}
