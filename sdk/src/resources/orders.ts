import type { Operations } from '../generated/operations.ts'
import type {
  CancelOrderRequest,
  CreateOrderRequest,
  Order,
  OrderStatus,
  Quote,
  ReserveFundsRequest,
  Timeline,
} from '../generated/types.ts'
import { type Client, call } from '../http/call.ts'
import { type AlwaysFollow, type CommandAnswer, command } from '../http/command.ts'
import { type List, list } from '../http/list.ts'
import type { CommandOptions, RequestOptions } from '../options.ts'
import { type WaitOptions, waitFor } from '../orders/waitFor.ts'
import { Commands } from './commands.ts'

/** Orders between a buyer and a seller. */
export class Orders {
  readonly #client: Client
  /** What an order was told to do, and what became of it. */
  readonly commands: Commands
  constructor(client: Client) {
    this.#client = client
    this.commands = new Commands(client)
  }

  /**
   * Creates an order; no money moves. Amounts are decimal strings with at most two decimals, and those of milestones add up
   * to the order's. With a `clientOrderRef`, the same order sent again returns the one that exists.
   *
   * @throws ValidationError when a field is not allowed
   * @throws UserNotFoundError when the buyer or the seller does not exist
   * @throws ClientOrderRefReusedError when another order has this reference
   */
  create<O extends CommandOptions = AlwaysFollow>(order: CreateOrderRequest, options?: O): Promise<CommandAnswer<O>> {
    return command(this.#client, 'createOrder', { body: order }, options)
  }

  /**
   * An order as it is now. With `consistency: 'strong'` it is held against the workflow that runs it.
   *
   * @throws OrderNotFoundError
   */
  async get(
    orderId: string,
    query: Operations['getOrder']['query'] = {},
    options?: RequestOptions,
  ): Promise<Operations['getOrder']['data']> {
    return (await call(this.#client, 'getOrder', { params: { orderId }, query }, options)).data
  }

  /** Orders, newest first, filtered by status, party and time. An order created meanwhile moves no page. */
  list(query: Operations['listOrders']['query'] = {}, options?: RequestOptions): List<Order> {
    return list(this.#client, 'listOrders', { query }, options)
  }

  /**
   * Sets the order's amount aside from the buyer's available balance; the order is `FUNDS_RESERVED` afterwards.
   *
   * @throws InsufficientFundsError with `available` and `required` when the balance is too low; the order stays as it is
   * @throws ReserveMismatchAmountError when an amount is given that is not the order's
   * @throws InvalidStateError unless the order is `ORDER_CREATED`
   */
  reserve<O extends CommandOptions = AlwaysFollow>(
    orderId: string,
    body?: ReserveFundsRequest,
    options?: O,
  ): Promise<CommandAnswer<O>> {
    return command(this.#client, 'reserveFunds', { params: { orderId }, body: body ?? {} }, options)
  }

  /**
   * Closes an order before its escrow and gives a reservation back to the buyer.
   *
   * @throws InvalidStateError unless the order is `ORDER_CREATED` or `FUNDS_RESERVED`
   */
  cancel<O extends CommandOptions = AlwaysFollow>(
    orderId: string,
    body?: CancelOrderRequest,
    options?: O,
  ): Promise<CommandAnswer<O>> {
    return command(this.#client, 'cancelOrder', { params: { orderId }, body: body ?? {} }, options)
  }

  /** What each action would pay to whom, with fees and transactions, before it is taken. */
  async quote(orderId: string, query: Operations['getQuote']['query'] = {}, options?: RequestOptions): Promise<Quote> {
    return (await call(this.#client, 'getQuote', { params: { orderId }, query }, options)).data
  }

  /** All that happened to an order: events with their ledger postings, transactions on chain, states. */
  async timeline(orderId: string, options?: RequestOptions): Promise<Timeline> {
    return (await call(this.#client, 'getTimeline', { params: { orderId } }, options)).data
  }

  /**
   * Waits until an order is in a status, or has been: states such as `RELEASED` pass at once. Listens to the order's events
   * and asks from time to time in case that is not possible.
   *
   * @returns the order as it is then
   * @throws StatusUnreachableError as soon as the order can no longer come there
   * @throws WaitTimeoutError after `timeoutMs`
   */
  waitFor(orderId: string, status: OrderStatus | readonly OrderStatus[], options?: WaitOptions): Promise<Order> {
    return waitFor(this.#client, orderId, [status].flat() as readonly OrderStatus[], options)
  }
}
