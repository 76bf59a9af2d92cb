import type { Operations } from '../generated/operations.ts'
import type {
  AbortOrderRequest,
  ExtendDeadlineRequest,
  GiveUpWithdrawalRequest,
  Order,
  ResolveManuallyRequest,
  RetryOrderRequest,
  RetryWithdrawalRequest,
  StuckOrder,
  Withdrawal,
} from '../generated/types.ts'
import { type Client, call } from '../http/call.ts'
import { type AlwaysFollow, type CommandAnswer, command } from '../http/command.ts'
import { type List, list } from '../http/list.ts'
import type { CommandOptions, RequestOptions, WriteOptions } from '../options.ts'

/** For operations: orders and withdrawals that cannot go on by themselves. All of it needs the scope `support`. */
export class Support {
  readonly #client: Client
  constructor(client: Client) {
    this.#client = client
  }

  /** The orders that are stuck, each with what can be done about it. */
  stuckOrders(query: Operations['listStuckOrders']['query'] = {}, options?: RequestOptions): List<StuckOrder> {
    return list(this.#client, 'listStuckOrders', { query }, options)
  }

  /**
   * Has the step that is stuck tried again at once. The answer does not wait for it.
   *
   * @throws InvalidStateError when the order is not stuck
   */
  async retry(orderId: string, body?: RetryOrderRequest, options?: WriteOptions): Promise<Order> {
    return (await call(this.#client, 'retryOrder', { params: { orderId }, body: body ?? {} }, options)).data
  }

  /**
   * Closes an order while no money is on chain, also a stuck one, and gives the reservation back.
   *
   * @throws InvalidStateError when money may be on chain
   */
  abort<O extends CommandOptions = AlwaysFollow>(
    orderId: string,
    body: AbortOrderRequest,
    options?: O,
  ): Promise<CommandAnswer<O>> {
    return command(this.#client, 'abortOrder', { params: { orderId }, body }, options)
  }

  /**
   * Says which transaction did the stuck step by hand; it is checked, and the order goes on from there.
   *
   * @throws ProofNotAcceptedError when the transaction does not show it
   */
  resolveManually<O extends CommandOptions = AlwaysFollow>(
    orderId: string,
    body: ResolveManuallyRequest,
    options?: O,
  ): Promise<CommandAnswer<O>> {
    return command(this.#client, 'resolveManually', { params: { orderId }, body }, options)
  }

  /**
   * Moves the reservation, review or dispute deadline of an order to a later moment.
   *
   * @throws DeadlineNotLaterError
   */
  extendDeadline<O extends CommandOptions = AlwaysFollow>(
    orderId: string,
    deadline: 'reservation' | 'review' | 'dispute',
    body: ExtendDeadlineRequest,
    options?: O,
  ): Promise<CommandAnswer<O>> {
    return command(this.#client, 'extendDeadline', { params: { orderId, deadline }, body }, options)
  }

  /**
   * Has the payment of a withdrawal that is stuck tried again at once. The answer does not wait for it.
   *
   * @throws InvalidStateError when the withdrawal is not stuck
   */
  async retryWithdrawal(
    withdrawalId: string,
    body?: RetryWithdrawalRequest,
    options?: WriteOptions,
  ): Promise<Withdrawal> {
    return (await call(this.#client, 'retryWithdrawal', { params: { withdrawalId }, body: body ?? {} }, options)).data
  }

  /**
   * Gives the money of a stuck withdrawal back to its user; it is `FAILED` then.
   *
   * @throws InvalidStateError while it may still be paid, and when it is not stuck
   */
  async giveUpWithdrawal(
    withdrawalId: string,
    body: GiveUpWithdrawalRequest,
    options?: WriteOptions,
  ): Promise<Withdrawal> {
    return (await call(this.#client, 'giveUpWithdrawal', { params: { withdrawalId }, body }, options)).data
  }
}
