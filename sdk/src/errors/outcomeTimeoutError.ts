import { OfferHubError } from './offerHubError.ts'

/** A command had no outcome within `outcomeTimeoutMs`. It goes on; ask again later. */
export class OutcomeTimeoutError extends OfferHubError {
  override readonly name = 'OutcomeTimeoutError'
  readonly orderId: string
  readonly commandId: string

  constructor(orderId: string, commandId: string, waitedMs: number) {
    super(`The command ${commandId} of order ${orderId} had no outcome within ${waitedMs} ms. It goes on: ask again.`)
    this.orderId = orderId
    this.commandId = commandId
  }
}
