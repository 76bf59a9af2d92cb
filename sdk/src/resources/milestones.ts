import type { CompleteMilestoneRequest, ReleaseMilestoneRequest } from '../generated/types.ts'
import type { Client } from '../http/call.ts'
import { type AlwaysFollow, type CommandAnswer, command } from '../http/command.ts'
import type { CommandOptions } from '../options.ts'

/** The parts of an order that is paid in parts, by their `ref`. */
export class Milestones {
  readonly #client: Client
  constructor(client: Client) {
    this.#client = client
  }

  /**
   * Says in the contract, for the seller, that a milestone is done.
   *
   * @throws MilestoneNotFoundError
   * @throws InvalidStateError unless the order is `IN_PROGRESS` and the milestone open
   */
  complete<O extends CommandOptions = AlwaysFollow>(
    orderId: string,
    ref: string,
    body?: CompleteMilestoneRequest,
    options?: O,
  ): Promise<CommandAnswer<O>> {
    return command(this.#client, 'completeMilestone', { params: { orderId, ref }, body: body ?? {} }, options)
  }

  /**
   * The buyer approves a milestone and the seller is paid for it. The last one closes the order.
   *
   * @throws MilestoneNotFoundError
   * @throws InvalidStateError unless the order is `IN_PROGRESS` and the milestone open
   */
  release<O extends CommandOptions = AlwaysFollow>(
    orderId: string,
    ref: string,
    body?: ReleaseMilestoneRequest,
    options?: O,
  ): Promise<CommandAnswer<O>> {
    return command(this.#client, 'releaseMilestone', { params: { orderId, ref }, body: body ?? {} }, options)
  }
}
