import type { OrderWithPendingCommand, PendingCommand } from '../generated/types.ts'
import { OfferHubError } from './offerHubError.ts'

/**
 * The command is accepted and will be carried out, but its outcome was not there within `outcomeTimeoutMs`. Nothing is
 * lost: ask later with `sdk.orders.commands.follow(order.id, command.id)`, or wait for the order's events.
 */
export class CommandPendingError extends OfferHubError {
  override readonly name = 'CommandPendingError'
  readonly command: PendingCommand
  /** The order as it was when the command was accepted. */
  readonly order: OrderWithPendingCommand

  constructor(order: OrderWithPendingCommand, waitedMs: number) {
    const { id, kind } = order.command
    super(
      `The command ${kind} (${id}) of order ${order.id} is accepted, and had no outcome within ${waitedMs} ms. ` +
        'It goes on: ask again with orders.commands.follow.',
    )
    this.command = order.command
    this.order = order
  }
}
