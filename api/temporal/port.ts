import type { OrderId } from '../../domain/ids.ts'
import type { OrderCommand } from '../../domain/order/command.ts'
import type { OrderState } from '../../domain/order/state.ts'
import type { OrderInput } from '../../workflows/messages.ts'

/** Where an order stands, in its workflow's own words. */
export type OrderStanding = Pick<OrderState, 'status' | 'version'>

/** All that the API asks of Temporal. */
export type TemporalPort = {
  /** Returns once the order's workflow exists for good; an order that exists already counts. */
  startOrder(input: OrderInput): Promise<void>
  /** Returns once the command will survive every process, or when the order's workflow no longer takes commands. */
  signalOrder(orderId: OrderId, command: OrderCommand): Promise<'accepted' | 'not_running'>
  /** What the order's workflow knows, asked of a worker; null for a workflow that Temporal does not know any more. */
  queryOrder(orderId: OrderId): Promise<OrderStanding | null>
  isReachable(): Promise<boolean>
}

/** Whether a request that failed may have arrived all the same. */
export type Delivery = 'not_sent' | 'unknown'

/** Temporal did not confirm a request within its time. */
export class TemporalUnreachable extends Error {
  override readonly name = 'TemporalUnreachable'
  readonly delivery: Delivery

  constructor(delivery: Delivery, cause: unknown) {
    super(`Temporal cannot be reached (delivery ${delivery})`, { cause })
    this.delivery = delivery
  }
}
