import type { CreateEscrowRequest, FundEscrowRequest } from '../generated/types.ts'
import type { Client } from '../http/call.ts'
import { type AlwaysFollow, type CommandAnswer, command } from '../http/command.ts'
import type { CommandOptions } from '../options.ts'

/** The escrow contract of an order on Stellar. */
export class Escrow {
  readonly #client: Client
  constructor(client: Client) {
    this.#client = client
  }

  /**
   * Deploys the contract. The answer comes as soon as its address is known, before the network has confirmed it: the order
   * is `ESCROW_CREATING` then, and `escrow.fund` may follow at once. From here on the order can no longer be cancelled.
   *
   * @throws InvalidStateError unless the order is `FUNDS_RESERVED`
   */
  create<O extends CommandOptions = AlwaysFollow>(
    orderId: string,
    body?: CreateEscrowRequest,
    options?: O,
  ): Promise<CommandAnswer<O>> {
    return command(this.#client, 'createEscrow', { params: { orderId }, body: body ?? {} }, options)
  }

  /**
   * Sends the reserved USDC from the buyer's wallet to the contract; the order is `IN_PROGRESS` afterwards. Asked for while
   * the contract is being deployed, it waits for that.
   *
   * @throws InvalidStateError when the order has no escrow, or it is funded
   */
  fund<O extends CommandOptions = AlwaysFollow>(
    orderId: string,
    body?: FundEscrowRequest,
    options?: O,
  ): Promise<CommandAnswer<O>> {
    return command(this.#client, 'fundEscrow', { params: { orderId }, body: body ?? {} }, options)
  }
}
