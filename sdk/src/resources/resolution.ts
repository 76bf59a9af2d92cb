import type { OpenDisputeRequest, RefundOrderRequest, ReleaseOrderRequest } from '../generated/types.ts'
import type { Client } from '../http/call.ts'
import { type AlwaysFollow, type CommandAnswer, command } from '../http/command.ts'
import type { CommandOptions } from '../options.ts'

/** The three ways out of an order that is in progress. */
export class Resolution {
  readonly #client: Client
  constructor(client: Client) {
    this.#client = client
  }

  /**
   * The buyer approves the work and the seller is paid, by three transactions on Stellar; the order is `CLOSED` afterwards.
   * It takes as long as the chain does, commonly 15 seconds.
   *
   * @throws InvalidStateError unless the order is `IN_PROGRESS`
   * @throws ForbiddenError when `requestedBy` is not the buyer
   * @throws CommandPendingError when it is accepted and has no outcome within `outcomeTimeoutMs`
   */
  release<O extends CommandOptions = AlwaysFollow>(
    orderId: string,
    body?: ReleaseOrderRequest,
    options?: O,
  ): Promise<CommandAnswer<O>> {
    return command(this.#client, 'releaseOrder', { params: { orderId }, body: body ?? {} }, options)
  }

  /**
   * Pays the whole amount back to the buyer; the order is `CLOSED` afterwards. Either party may ask for it.
   *
   * @throws InvalidStateError unless the order is `IN_PROGRESS`
   * @throws CommandPendingError when it is accepted and has no outcome within `outcomeTimeoutMs`
   */
  refund<O extends CommandOptions = AlwaysFollow>(
    orderId: string,
    body?: RefundOrderRequest,
    options?: O,
  ): Promise<CommandAnswer<O>> {
    return command(this.#client, 'refundOrder', { params: { orderId }, body: body ?? {} }, options)
  }

  /**
   * Freezes the order until support decides with `disputes.resolve`. The dispute is in the answer as `dispute`.
   *
   * @throws InvalidStateError unless the order is `IN_PROGRESS`
   */
  dispute<O extends CommandOptions = AlwaysFollow>(
    orderId: string,
    body: OpenDisputeRequest,
    options?: O,
  ): Promise<CommandAnswer<O>> {
    return command(this.#client, 'openDispute', { params: { orderId }, body }, options)
  }
}
