import { OfferHubError } from '../errors/offerHubError.ts'
import type { Order, OrderStatus } from '../generated/types.ts'

/** The order can no longer come into the status that was waited for. */
export class StatusUnreachableError extends OfferHubError {
  override readonly name = 'StatusUnreachableError'
  /** The order as it is. */
  readonly order: Order

  constructor(order: Order, wanted: readonly OrderStatus[]) {
    const ended = order.finalStatus === null ? '' : ` (${order.finalStatus})`
    super(`Order ${order.id} is ${order.status}${ended} and can no longer become ${wanted.join(' or ')}.`)
    this.order = order
  }
}

/** The order did not come into the status in time. It may still do so. */
export class WaitTimeoutError extends OfferHubError {
  override readonly name = 'WaitTimeoutError'
  /** The order as it was last seen. */
  readonly order: Order

  constructor(order: Order, wanted: readonly OrderStatus[], timeoutMs: number) {
    super(`Order ${order.id} is ${order.status} and did not become ${wanted.join(' or ')} within ${timeoutMs} ms.`)
    this.order = order
  }
}
