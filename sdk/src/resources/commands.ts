import { OutcomeTimeoutError } from '../errors/outcomeTimeoutError.ts'
import type { Operations } from '../generated/operations.ts'
import type { Command, Order } from '../generated/types.ts'
import { type Client, call } from '../http/call.ts'
import { followCommand } from '../http/followCommand.ts'
import { type List, list } from '../http/list.ts'
import type { CommandOptions, RequestOptions } from '../options.ts'

/** What an order was told to do, and what became of it. */
export class Commands {
  readonly #client: Client
  constructor(client: Client) {
    this.#client = client
  }

  /** The commands of an order, the last one first. */
  list(orderId: string, query: Operations['listCommands']['query'] = {}, options?: RequestOptions): List<Command> {
    return list(this.#client, 'listCommands', { params: { orderId }, query }, options)
  }

  /** @throws NotFoundError */
  async get(orderId: string, commandId: string, options?: RequestOptions): Promise<Command> {
    return (await call(this.#client, 'getCommand', { params: { orderId, commandId } }, options)).data
  }

  /**
   * Waits for the outcome of an accepted command and returns the order as the command left it. A refusal is thrown as the
   * command itself would have thrown it.
   *
   * @throws OutcomeTimeoutError when it has none within `outcomeTimeoutMs`
   */
  async follow(
    orderId: string,
    commandId: string,
    options: Pick<CommandOptions, keyof RequestOptions | 'outcomeTimeoutMs'> = {},
  ): Promise<Order> {
    const { order, waitedMs } = await followCommand(this.#client, { orderId, commandId }, options)
    if (order === null) throw new OutcomeTimeoutError(orderId, commandId, waitedMs)
    return order
  }
}
