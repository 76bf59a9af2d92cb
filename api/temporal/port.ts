import type { OrderId, WithdrawalId } from '../../domain/ids.ts'
import type { OrderCommand } from '../../domain/order/command.ts'
import type { OperatorCommand } from '../../domain/order/operator.ts'
import type { OrderState } from '../../domain/order/state.ts'
import type { GiveUpCommand } from '../../domain/withdrawal/changes/giveUp.ts'
import type { OrderInput, RetryRequest } from '../../workflows/messages.ts'
import type { WithdrawalInput } from '../../workflows/withdrawal/messages.ts'

/** Where an order stands, in its workflow's own words. */
export type OrderStanding = Pick<OrderState, 'status' | 'version'>

/** An order that cannot go on by itself, and its workflow's own sentence about why. */
export type StuckOrder = { readonly orderId: OrderId; readonly reason: string }

/** Whether an order's workflow took a message; one that has finished takes none. */
export type Acceptance = 'accepted' | 'not_running'

/** All that the API asks of Temporal. */
export type TemporalPort = {
  /** Returns once the order's workflow exists for good; an order that exists already counts. */
  startOrder(input: OrderInput): Promise<void>
  /** Returns once the command will survive every process, or when the order's workflow no longer takes commands. */
  signalOrder(orderId: OrderId, command: OrderCommand | OperatorCommand): Promise<Acceptance>
  /** What the order's workflow knows, asked of a worker; null for a workflow that Temporal does not know any more. */
  queryOrder(orderId: OrderId): Promise<OrderStanding | null>
  /** Has an order's stuck step tried again at once. */
  retryOrder(orderId: OrderId, request: RetryRequest): Promise<Acceptance>
  /** Why an order or a withdrawal is stuck; null for one that is not. Needs no worker. */
  readStuckReason(id: OrderId | WithdrawalId): Promise<string | null>
  /** Orders that are stuck, the newest first, at most `limit`. The list is a moment behind. */
  listStuckOrders(limit: number): Promise<readonly StuckOrder[]>
  /** How many withdrawals are stuck. The number is a moment behind. */
  countStuckWithdrawals(): Promise<number>
  /** Returns once the withdrawal's workflow exists for good; one that exists already counts. */
  startWithdrawal(input: WithdrawalInput): Promise<void>
  /** Has a withdrawal's stuck step tried again at once. */
  retryWithdrawal(withdrawalId: WithdrawalId, request: RetryRequest): Promise<Acceptance>
  /** Returns once support's command will survive every process, or when the withdrawal has ended. */
  giveUpWithdrawal(withdrawalId: WithdrawalId, command: GiveUpCommand): Promise<Acceptance>
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
